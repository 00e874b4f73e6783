import { type Log, messageOf } from 'promethean'
import { RestFailure } from './client/rest.ts'
import { pause } from './pause.ts'

export const RETRY_MS = 60_000

interface Settings {
  /** `cannot fetch from TAU what was missed`. */
  readonly cannot: string
  readonly log: Log
  readonly signal: AbortSignal
}

/**
 * Does it, again each minute while TAU cannot answer, until it is done or the signal ends it.
 * @throws RestFailure where the token is refused, and what is no failure of TAU's
 */
export async function insist(work: () => Promise<void>, settings: Settings): Promise<void> {
  const { cannot, log, signal } = settings
  while (!signal.aborted) {
    try {
      return await work()
    } catch (failure) {
      if (signal.aborted) return
      if (!(failure instanceof RestFailure) || failure.status === 401) throw failure
      log.warn(`${cannot}: ${messageOf(failure)}; it is tried again each minute`)
      await pause(RETRY_MS, signal)
    }
  }
}
