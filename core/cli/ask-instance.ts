import { askRunning, isAnswered } from '../daemon/control/client.ts'
import { PrometheanError } from '../errors.ts'

/**
 * Asks the running instance.
 * @throws PrometheanError where none runs
 */
export async function askOrFail(
  journalFile: string,
  command: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await askRunning(journalFile, command, body)
  if (answer !== undefined) return answer
  if (await isAnswered(journalFile))
    throw new PrometheanError('runtime', {
      what: `the instance on ${journalFile} is still starting`,
      advice: 'ask again in a moment',
    })
  throw noInstance(journalFile)
}

/** What to say where nothing runs. */
export function noInstance(journalFile: string): PrometheanError {
  return new PrometheanError('runtime', {
    what: `no instance runs on ${journalFile}`,
    advice: 'start one with promethean run',
  })
}
