import type { Asked, Given } from '../operations/operation.ts'
import { askInstance, TERMINAL } from './ask-instance.ts'
import { journalGiven } from './given-here.ts'
import { openToRead, withProject } from './journal-access.ts'

/** Has an operation read the journal of a config, with or without a running instance. */
export function onJournal<T>(
  config: string | undefined,
  work: (given: Given['journal'] & Asked) => Promise<T>,
): Promise<T> {
  return withProject(config, async (journalFile, project) => {
    const journal = await openToRead(journalFile)
    try {
      const { signal } = new AbortController()
      const concerned = (id: string) =>
        askInstance(journalFile, { name: 'concerned', input: { id } })
      const given = journalGiven(project, journal, concerned)
      return await work({ ...given, caller: TERMINAL, signal, dry: false })
    } finally {
      await journal.close()
    }
  })
}
