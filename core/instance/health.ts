import { Backoff } from '../async.ts'
import type { Log } from '../plugin/context.ts'
import {
  type FailureCount,
  type Outage,
  stateAfter,
  type UseState,
  type UseStatus,
} from './status.ts'

// After this long without failure it counts as recovered: the next failure starts at 1 s again, and is logged again.
const MENDED_MS = 10_000

/** The health of one plugin: its state, what is logged, and the delay until the next try. */
export class Health {
  readonly #log: Log
  readonly #backoff = new Backoff()
  #status: UseStatus
  #mending: NodeJS.Timeout | undefined
  #wasSaid = false
  #failures: FailureCount | undefined

  constructor(id: string, log: Log) {
    this.#log = log
    this.#status = { id, state: 'ready', since: new Date() }
  }

  get status(): UseStatus {
    return this.#status
  }

  /** A run of it is set up. */
  runs(state: 'ready' | 'connected'): void {
    this.#set(state)
  }

  /** The next run is starting; the problem remains until it is connected. */
  tries(): void {
    const { state, reason } = this.#status
    this.#set(state, reason)
  }

  /** Whether it is away, and was not well since. */
  get isTroubled(): boolean {
    return this.#status.state === 'stale' || this.#status.state === 'retrying'
  }

  connected(): void {
    // If the problem was reported, its end is reported too.
    if (this.#wasSaid) this.#log.info('connected now')
    this.#wasSaid = false
    this.#set('connected')
    this.holds()
  }

  /** It runs all the same; without a reason it is over. */
  troubled(reason: string | undefined): void {
    const { state } = this.#status
    if (state === 'connected' || state === 'ready') this.#set(state, reason)
  }

  /** From now on it is well; after a while of that it counts as mended. */
  holds(): void {
    clearTimeout(this.#mending)
    this.#mending = setTimeout(() => {
      this.#backoff.reset()
      this.#wasSaid = false
    }, MENDED_MS).unref()
  }

  lost(outage: Outage): void {
    clearTimeout(this.#mending)
    if (outage.kind === 'failed') this.#count(outage.reason)
    this.#set(stateAfter(outage), outage.reason)
    this.say(outage.reason)
  }

  /** It is not tried again. */
  failed(reason: string): void {
    this.#count(reason)
    this.#set('failed', reason)
  }

  /**
   * It is tried again.
   * @param withinMs the longest delay
   * @returns in how many milliseconds
   */
  retries(state: UseState, reason: string, withinMs = Number.POSITIVE_INFINITY): number {
    const ms = Math.min(this.#backoff.next(), withinMs)
    this.#set(state, reason, new Date(Date.now() + ms))
    return ms
  }

  /** Logs a problem once as a warning; the same one again only at debug level. */
  say(reason: string): void {
    if (this.#wasSaid) this.#log.debug(reason)
    else this.#log.warn(reason)
    this.#wasSaid = true
  }

  end(): void {
    clearTimeout(this.#mending)
  }

  #set(state: UseState, reason?: string, retryAt?: Date): void {
    const { id, state: before, since } = this.#status
    this.#status = {
      id,
      state,
      since: state === before ? since : new Date(),
      ...(reason && { reason }),
      ...(retryAt && { retryAt }),
      ...(this.#failures && { failures: this.#failures }),
    }
  }

  #count(reason: string): void {
    this.#failures = { count: (this.#failures?.count ?? 0) + 1, reason, at: new Date() }
  }
}
