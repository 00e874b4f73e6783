const FIRST_MS = 1_000
const LONGEST_MS = 60_000
// ±20 %: many clients of one server that went down must not come back in step.
const JITTER = 0.2

/** How long to wait before each next try: 1 s, doubling to 60 s, with jitter. */
export class Backoff {
  #tries = 0

  next(): number {
    const base = Math.min(FIRST_MS * 2 ** this.#tries, LONGEST_MS)
    this.#tries = Math.min(this.#tries + 1, 16)
    return Math.round(base * (1 - JITTER + Math.random() * 2 * JITTER))
  }

  /** It worked: the next trouble starts at 1 s again. */
  reset(): void {
    this.#tries = 0
  }
}
