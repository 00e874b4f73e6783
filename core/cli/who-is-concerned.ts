import { z } from 'zod'
import type { JournalRow } from '../journal/port.ts'
import { concernedBy } from '../replay/concerned-by.ts'
import type { Concerned } from '../supervisor/concerned.ts'
import { askRunning } from './control.ts'
import type { Sources } from './explanation.ts'

const names = z.array(z.string())
const concernedSchema = z.object({
  judges: names,
  hearers: names,
  rules: z.array(
    z.object({ plugin: z.string(), rule: z.string(), fits: z.boolean(), why: z.string() }),
  ),
  takers: z.array(z.object({ consumer: z.string(), types: names.optional(), tests: z.boolean() })),
})

/**
 * Who has to do with an event: the running instance is asked, where none runs its config is.
 * @returns undefined where the config has problems
 */
export async function whoIsConcerned(
  { journal, journalFile, project }: Sources,
  row: JournalRow,
): Promise<Concerned | undefined> {
  const answer = await askRunning(journalFile, 'concerned', { id: row.event.id })
  if (answer !== undefined && answer !== null) {
    const { takers, ...told } = concernedSchema.parse(answer)
    return { ...told, takers: takers.map(one => ({ ...one, types: one.types })) }
  }
  const { config } = await project.read()
  return config && concernedBy({ config, journal, row, secrets: project.secrets })
}
