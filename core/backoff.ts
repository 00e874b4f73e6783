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

// Beyond it a timer fires at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A length of time as timers take it: whole milliseconds, 24.8 days at most. */
export function timerMs(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 1), LONGEST_TIMER_MS)
}

/** Waits so long, or until the signal aborts; never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, timerMs(ms))
    signal?.addEventListener('abort', done)
    if (signal?.aborted) done()
  })
}
