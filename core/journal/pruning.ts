import { pause } from '../async.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../plugin/context.ts'
import type { Expired, Journal, Retention } from './port.ts'

const EVERY_MS = 60_000
// The pause after each piece, as a multiple of its duration: so appends rarely have to wait for it.
const REST = 4
// Also after this many new rows: at 1,000 per second, a small journal would exceed its size many times per minute.
const EVERY_ROWS = 500
// Reported together, because each report may be a log line.
const TOLD_AT = 5_000
// Dropped events stay for a week: long enough to ask why or to judge them again, but not as long as kept events.
const RETAIN_DROPPED_MS = 7 * 86_400_000

/** The retention limits, asked each time because the config may have changed. */
export type RetentionLimits = Pick<Retention, 'retainMs' | 'maxBytes' | 'consumers'>

export interface PruningParts {
  readonly journal: Journal
  readonly log: Log
  wanted(): Promise<RetentionLimits | undefined>
  /** Rows went that consumers had not acknowledged. */
  onExpired(expired: readonly Expired[]): void
}

/** Deletes old rows in small pieces: once a minute, and as new rows arrive. */
export class Pruning {
  readonly #parts: PruningParts
  readonly #ending = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #rows = 0
  #expired: Expired[] = []
  #isBusy = false

  constructor(parts: PruningParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#turn(), EVERY_MS).unref()
  }

  /** This many rows were committed. */
  committed(rows: number): void {
    this.#rows += rows
    if (this.#rows >= EVERY_ROWS && this.#timer !== undefined) void this.#turn()
  }

  /** Takes no further piece. */
  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#ending.abort()
  }

  async #turn(): Promise<void> {
    // A turn of very many pieces takes longer than a minute.
    if (this.#isBusy) return
    this.#isBusy = true
    this.#rows = 0
    try {
      const now = await this.#parts.wanted()
      if (now !== undefined) await this.#prune(now)
    } catch (failure) {
      this.#parts.log.warn(failure instanceof Error ? failure : messageOf(failure))
    }
    this.#isBusy = false
  }

  async #prune(wanted: RetentionLimits): Promise<void> {
    const { signal } = this.#ending
    for (let more = true; more && !signal.aborted; ) {
      const began = performance.now()
      const pruned = await this.#parts.journal.prune({
        ...wanted,
        retainDroppedMs: RETAIN_DROPPED_MS,
        now: new Date(),
      })
      more = pruned.more
      const rest = more ? (performance.now() - began) * REST : 0
      this.#expired.push(...pruned.expired)
      if (this.#expired.length >= TOLD_AT) this.#tellExpired()
      if (rest > 0) await pause(rest, signal)
    }
    this.#tellExpired()
  }

  #tellExpired(): void {
    const expired = this.#expired
    this.#expired = []
    if (expired.length > 0) this.#parts.onExpired(expired)
  }
}
