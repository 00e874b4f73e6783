// Twitch disconnects clients that join more than 20 channels in 10 s: https://dev.twitch.tv/docs/chat/#rate-limits
const JOIN_GAP_MS = 550
const ANSWER_MS = 5_000
const AGAIN_MS = 60_000

interface ChannelJoinsSettings {
  readonly channels: readonly string[]
  readonly join: (channel: string) => void
  /** Called once: all are joined, or the last one asked had its time to answer. */
  readonly settled: (missing: readonly string[]) => void
}

/** Joins channels one by one within Twitch's limit, and asks again each minute for those that did not answer. */
export class ChannelJoins {
  readonly #settings: ChannelJoinsSettings
  readonly #joined = new Set<string>()
  #waiting: string[]
  #timer: NodeJS.Timeout | undefined
  #isSettled = false

  constructor(settings: ChannelJoinsSettings) {
    this.#settings = settings
    this.#waiting = [...settings.channels]
    this.#joinNext()
  }

  has(channel: string): boolean {
    return this.#joined.has(channel)
  }

  joined(channel: string): void {
    if (!this.#settings.channels.includes(channel)) return
    this.#joined.add(channel)
    if (this.#joined.size === this.#settings.channels.length) this.#settle()
  }

  left(channel: string): void {
    if (this.#joined.delete(channel) && this.#waiting.length === 0) this.#later(AGAIN_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#isSettled = true
    this.#joined.clear()
  }

  #joinNext(): void {
    const channel = this.#waiting.shift()
    if (channel === undefined) {
      this.#checkMissing()
      return
    }
    if (!this.#joined.has(channel)) this.#settings.join(channel)
    const gap = this.#waiting.length > 0 ? JOIN_GAP_MS : ANSWER_MS
    this.#timer = setTimeout(() => this.#joinNext(), gap)
  }

  #checkMissing(): void {
    this.#settle()
    if (this.#missing().length > 0) this.#later(AGAIN_MS)
  }

  #later(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#waiting = [...this.#missing()]
      this.#joinNext()
    }, ms)
  }

  #settle(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#settings.settled(this.#missing())
  }

  #missing(): readonly string[] {
    return this.#settings.channels.filter(channel => !this.#joined.has(channel))
  }
}
