import { type Log, messageOf, pause } from 'promethean'
import { RestFailure } from '../client/rest-failure.ts'

export const RETRY_MS = 60_000

interface RetrySettings {
  /** `cannot fetch from TAU what was missed`. */
  readonly cannot: string
  readonly log: Log
  readonly signal: AbortSignal
}

/**
 * Does it, again each minute while TAU cannot answer, until it is done.
 * @throws RestFailure if the token is refused, any error that is not TAU's, or the signal's reason
 */
export async function retryEachMinute<T>(
  work: () => Promise<T>,
  settings: RetrySettings,
): Promise<T> {
  const { cannot, log, signal } = settings
  for (;;) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (failure) {
      signal.throwIfAborted()
      if (!(failure instanceof RestFailure) || failure.status === 401) throw failure
      log.warn(`${cannot}: ${messageOf(failure)}; retrying every minute`)
      await pause(RETRY_MS, signal)
    }
  }
}

/** Does it; that its signal ends it is no failure. */
export async function ignoringAbort(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (failure) {
    if (!signal.aborted) throw failure
  }
}
