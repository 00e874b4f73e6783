import { type Log, messageOf } from 'promethean'
import type { TauRow } from './client/frame.ts'
import { type Page, RestFailure } from './client/rest.ts'
import { pause } from './pause.ts'
import { missedSince, type Progress } from './progress.ts'

interface Settings {
  readonly rest: { page(next?: string): Promise<Page> }
  readonly progress: Progress
  /** Rows to fetch at most. */
  readonly max: number
  readonly log: Log
  readonly signal: AbortSignal
  tell(row: TauRow): void
}

/** TAU looks a token up in the thread its web pages share, so a socket can be deaf for a moment after it has sent it. */
export const SECOND_LOOK_MS = 5_000
export const RETRY_MS = 60_000

/**
 * Tells what TAU stored while nobody listened, oldest first, and looks a second time for what came while the socket
 * was not yet in. On the very first start nothing counts as missed. Ends with the signal.
 * @throws RestFailure where the token is refused
 */
export async function catchUp(settings: Settings): Promise<void> {
  await untilDone(settings)
  await pause(SECOND_LOOK_MS, settings.signal)
  await untilDone(settings)
  if (!settings.signal.aborted) settings.progress.caughtUp()
}

async function untilDone(settings: Settings): Promise<void> {
  while (!settings.signal.aborted) {
    try {
      return await lookBack(settings)
    } catch (failure) {
      if (settings.signal.aborted) return
      if (!(failure instanceof RestFailure) || failure.status === 401) throw failure
      settings.log.warn(
        `cannot fetch from TAU what was missed: ${messageOf(failure)}; it is tried again each minute`,
      )
      await pause(RETRY_MS, settings.signal)
    }
  }
}

async function lookBack({ rest, progress, max, log, signal, tell }: Settings): Promise<void> {
  if (progress.mark === undefined) {
    const { rows } = await rest.page()
    return progress.reached(rows[0])
  }
  const missed = await missedSince(progress.mark, max, next => rest.page(next))
  if (signal.aborted) return
  if (missed.isCut) {
    log.warn(
      `cannot fetch all that was missed: more than ${max} events are stored in TAU; the older ones are left there, raise history.max for longer outages`,
    )
  }
  for (const row of missed.rows) tell(row)
  progress.reached(missed.newest)
}
