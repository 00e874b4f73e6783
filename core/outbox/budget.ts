/** Platforms count texts in windows of this length. */
export const WINDOW_MS = 30_000
// The network holds one text up longer than the next: what left 30 s apart may arrive closer together.
const MARGIN_MS = 500

/** What one account has sent in the last 30 s: a sliding window, so that no 30 s exceed the limit. */
export class Budget {
  /** When texts left, oldest first, by the monotonic clock. */
  readonly #spent: number[] = []

  /** How long until one more may leave, or the last of several; 0: now. */
  waitMs(most: number, now: number, count = 1): number {
    while (this.#spent[0] !== undefined && this.#spent[0] + WINDOW_MS + MARGIN_MS <= now) {
      this.#spent.shift()
    }
    const blocking = this.#spent.at(-Math.max(1, most - count + 1))
    return blocking === undefined ? 0 : blocking + WINDOW_MS + MARGIN_MS - now
  }

  /** One text leaves, or has left then. */
  spend(at: number): void {
    this.#spent.push(at)
  }
}
