import { timerMs } from '../async.ts'
import type { Platform } from '../events/vocabulary.ts'
import type { FoundState, Link, LinkAccount } from '../plugin/context.ts'

export interface LinkEvents {
  onConnected(): void
  onStale(quietMs: number): void
  onLost(reason: string): void
  onTroubled(reason: string | undefined): void
}

/** A source's connection state, with a check for silence: connected means alive. */
export class SourceLink implements Link {
  readonly #quietMs: number
  readonly #events: LinkEvents
  readonly #accounts = new Map<Platform, LinkAccount>()
  #heardAt = performance.now()
  #timer: NodeJS.Timeout | undefined
  #isOver = false
  #connectedAt: number | undefined
  #scene: string | undefined

  /** @param quietMs silence longer than this is stale */
  constructor(quietMs: number, events: LinkEvents) {
    this.#quietMs = quietMs
    this.#events = events
    this.#watch(quietMs)
  }

  get isConnected(): boolean {
    return this.#connectedAt !== undefined && !this.#isOver
  }

  /** Not connected yet, or connected only this many milliseconds ago: its other needs may not be ready. */
  isFresh(ms: number): boolean {
    if (this.#isOver) return false
    return this.#connectedAt === undefined || performance.now() - this.#connectedAt < ms
  }

  accountOf(platform: Platform): string | undefined {
    return this.#accounts.get(platform)?.channel
  }

  get accounts(): ReadonlyMap<Platform, LinkAccount> {
    return this.#accounts
  }

  /** The scene on air when it connected. */
  get scene(): string | undefined {
    return this.#scene
  }

  connected(accounts: readonly LinkAccount[] = [], { scene }: FoundState = {}): void {
    if (this.#isOver) return
    this.heard()
    this.#scene = scene ?? this.#scene
    for (const account of accounts) this.#accounts.set(account.platform, account)
    if (this.#connectedAt !== undefined) return
    this.#connectedAt = performance.now()
    this.#events.onConnected()
  }

  heard(): void {
    this.#heardAt = performance.now()
  }

  troubled(reason?: string): void {
    if (!this.#isOver) this.#events.onTroubled(reason)
  }

  lost(reason: string): void {
    if (this.#isOver) return
    this.close()
    this.#events.onLost(reason)
  }

  /** Ends all reports. */
  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  // The timer checks the time of the last data instead of being restarted for each: thousands arrive per second.
  #watch(ms: number): void {
    this.#timer = setTimeout(() => this.#look(), timerMs(ms)).unref()
  }

  #look(): void {
    const silentMs = performance.now() - this.#heardAt
    if (silentMs < this.#quietMs) {
      this.#watch(this.#quietMs - silentMs)
      return
    }
    this.close()
    this.#events.onStale(this.#quietMs)
  }
}
