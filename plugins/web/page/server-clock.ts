// A clock that was set back is believed after this many messages.
const REMEMBERED = 10

/** The server's clock, as far as messages tell: the page's own may be wrong by hours. */
export class ServerClock {
  readonly #elapsed: () => number
  readonly #differences: number[] = []

  /** @param elapsed steady time in ms, from any beginning */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed
  }

  /** @param now what the server's clock showed when the message left */
  heard(now: number): void {
    this.#differences.push(now - this.#elapsed())
    if (this.#differences.length > REMEMBERED) this.#differences.shift()
  }

  /** In ms since 1970; by the page's own clock until the server has told. */
  now(): number {
    if (this.#differences.length === 0) return Date.now()
    // The message that was the least delayed is the truest.
    return this.#elapsed() + Math.max(...this.#differences)
  }
}
