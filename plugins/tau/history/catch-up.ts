import { Backoff, type Log, messageOf, pause } from 'promethean'
import type { TauRow } from '../client/frame.ts'
import type { Page } from '../client/rest.ts'
import { divideHeldBack } from './held-back.ts'
import { missedSince, type Progress } from './progress.ts'
import { ignoringAbort, retryEachMinute } from './retry.ts'

interface CatchUpSettings {
  readonly rest: { page(query?: string): Promise<Page> }
  readonly progress: Progress
  /** Rows to fetch at most in one look. */
  readonly max: number
  readonly log: Log
  readonly signal: AbortSignal
  tell(row: TauRow): Promise<void>
  /** There were more than `max`: those of this time (in ms) are left out. */
  left(since: number, until: number): void
}

/** TAU checks a token in the thread of its web pages, so a socket may receive nothing for a moment after sending it. */
export const SECOND_LOOK_MS = 5_000
/** What TAU stores and never sends is found by looking: one call a minute, for TAU answers one at a time. */
export const LOOK_MS = 60_000
/** The next check if TAU may still send something itself. */
export const SOON_MS = 10_000

/** Publishes what TAU stored but did not send, oldest first: first events missed in an outage, then those TAU never sends. */
export class CatchUp {
  readonly #settings: CatchUpSettings
  // ±20 %: several instances do not ask in step.
  readonly #each = new Backoff({ firstMs: LOOK_MS, longestMs: LOOK_MS })
  #waiting: ReadonlySet<string> = new Set()

  constructor(settings: CatchUpSettings) {
    this.#settings = settings
  }

  /**
   * Publishes missed events; the very first start has none.
   * @throws RestFailure if the token is refused
   */
  async missed(): Promise<void> {
    const { log, signal } = this.#settings
    const settings = { cannot: 'cannot fetch from TAU what was missed', log, signal }
    // Page by page: of thousands one that fails costs no other.
    await ignoringAbort(signal, () =>
      this.#look(query => retryEachMinute(() => this.#settings.rest.page(query), settings)),
    )
  }

  /** What comes to light later, until the signal ends it. Never rejects. */
  async later(): Promise<void> {
    const { log, signal } = this.#settings
    let isSaid = false
    for (let ms = SECOND_LOOK_MS; !signal.aborted; ms = this.#untilNext()) {
      await pause(ms, signal)
      try {
        if (!signal.aborted) await this.#look(query => this.#settings.rest.page(query))
        isSaid = false
      } catch (failure) {
        if (signal.aborted) return
        log[isSaid ? 'debug' : 'warn'](
          `cannot look for events TAU stored and did not send: ${messageOf(failure)}; retrying every minute`,
        )
        isSaid = true
      }
    }
  }

  #untilNext(): number {
    return this.#waiting.size > 0 ? SOON_MS : this.#each.next()
  }

  async #look(page: CatchUpSettings['rest']['page']): Promise<void> {
    const { progress, max, signal, tell } = this.#settings
    const { mark } = progress
    if (mark === undefined) return progress.begin((await page()).rows)
    const { rows, newest, isCut } = await missedSince(mark, max, page)
    if (signal.aborted) return
    if (isCut) this.#leaveOlderThan(rows[0], mark.created)
    // While it was fetched TAU may have sent some of it.
    const told = new Set(progress.mark?.ids)
    const missed = rows.filter(({ id = '' }) => !told.has(id))
    const { due, waiting } = divideHeldBack(missed, newest, this.#waiting)
    for (const row of due) {
      await tell(row)
      if (signal.aborted) return
    }
    this.#waiting = new Set(waiting.flatMap(({ id }) => id ?? []))
    progress.reached(waiting[0] ?? newest)
  }

  #leaveOlderThan(row: TauRow | undefined, since: number): void {
    this.#settings.left(since, row?.created?.getTime() ?? since)
    this.#settings.progress.leave(row)
  }
}
