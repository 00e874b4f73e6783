import type { Project } from '../../daemon/project.ts'
import { messageOf } from '../../errors.ts'
import type { Journal, JournalRow } from '../../journal/port.ts'
import { concernedBy } from '../../replay/concerned-by.ts'
import type { Concerned } from '../../runtime/concerned.ts'
import { askInstance } from '../ask-instance.ts'

/** Where what is explained is read. */
export interface Sources {
  readonly journal: Journal
  readonly journalFile: string
  readonly project: Project
}

/** Who has to do with an event, or why that cannot be said. */
export type WhoIsConcerned =
  | { readonly concerned: Concerned }
  | { readonly concerned: undefined; readonly notKnown: string }

/** Asks the running instance; where none runs, its config. What else is known of the event is told all the same. */
export async function whoIsConcerned(sources: Sources, row: JournalRow): Promise<WhoIsConcerned> {
  try {
    const concerned = await ask(sources, row)
    if (concerned !== undefined) return { concerned }
    return notKnown('the config has problems; promethean check lists them')
  } catch (failure) {
    return notKnown(messageOf(failure))
  }
}

function notKnown(why: string): WhoIsConcerned {
  return { concerned: undefined, notKnown: `cannot tell who looked at it: ${why}` }
}

async function ask(
  { journal, journalFile, project }: Sources,
  row: JournalRow,
): Promise<Concerned | undefined> {
  const answer = await askInstance(journalFile, 'concerned', { id: row.event.id })
  if (answer !== undefined && answer !== null) {
    const { takers, ...told } = answer
    return { ...told, takers: takers.map(one => ({ ...one, types: one.types })) }
  }
  const { config } = await project.read()
  return config && concernedBy({ config, journal, row, secrets: project.secrets })
}
