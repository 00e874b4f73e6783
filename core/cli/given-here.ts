import { type Project, requireConfig } from '../daemon/project.ts'
import { PrometheanError } from '../errors.ts'
import type { Journal } from '../journal/port.ts'
import type { Given } from '../operations/operation.ts'
import type { Concerned } from '../runtime/concerned.ts'
import { journalOf } from './journal-access.ts'

/**
 * What a command passes to an operation on a config.
 * @param condition asks the running instance how it does
 */
export function projectGiven(
  project: Project,
  condition: Given['project']['condition'],
): Given['project'] {
  const { folder, name, read, loadPackage } = project
  return {
    folder,
    name,
    instance: undefined,
    read,
    loadPackage,
    config: () => requireConfig(project),
    journalFile: () => journalOf(project),
    condition,
  }
}

/**
 * What it gives one on a journal.
 * @param ask asks the running instance which plugins an event concerns; undefined if none runs
 */
export function journalGiven(
  project: Project,
  journal: Journal,
  ask: (eventId: string) => Promise<Concerned | null | undefined>,
): Given['journal'] {
  return {
    journal,
    instance: undefined,
    config: () => requireConfig(project),
    concerned: async row => {
      const told = await ask(row.event.id)
      if (told) return told
      const { config } = await project.read()
      if (config === undefined) throw unfit()
      const { concernedBy } = await import('../replay/concerned-by.ts')
      return concernedBy({ config, journal, row, secrets: project.secrets })
    },
  }
}

function unfit(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'the config has problems',
    advice: 'promethean check lists them',
  })
}
