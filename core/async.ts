/** Limits for a piece of work. */
export interface TimeLimitSettings {
  readonly ms: number
  /** Makes the error the signal aborts with when the time is up. */
  readonly late?: () => Error
  /** If one of these aborts, the work ends too. */
  readonly signals?: readonly (AbortSignal | undefined)[]
}

/** A signal that aborts when the time is up or when another signal aborts. */
export interface TimeLimit {
  readonly signal: AbortSignal
  /** Remaining milliseconds. */
  leftMs(): number
  /** Releases its timer and the other signals. */
  end(): void
}

/** How the delays of a `Backoff` grow. */
export interface BackoffSettings {
  /** The first delay in milliseconds; each further one is twice as long. Default 1,000. */
  readonly firstMs?: number
  /** The longest delay in milliseconds. Default 60,000. */
  readonly longestMs?: number
  /**
   * Random share by which a delay is longer or shorter, so that many clients do not reconnect at the same time. Default 0.2.
   */
  readonly jitter?: number
}

/** Increasing delays between retries: 1 s, doubling to 60 s, ±20 % by default. */
export class Backoff {
  readonly #firstMs: number
  readonly #longestMs: number
  readonly #jitter: number
  #nextMs: number

  constructor({ firstMs = 1_000, longestMs = 60_000, jitter = 0.2 }: BackoffSettings = {}) {
    this.#firstMs = firstMs
    this.#longestMs = longestMs
    this.#jitter = jitter
    this.#nextMs = firstMs
  }

  /** @returns milliseconds */
  next(): number {
    const ms = Math.min(this.#nextMs, this.#longestMs)
    this.#nextMs = ms * 2
    return Math.round(ms * (1 - this.#jitter + Math.random() * 2 * this.#jitter))
  }

  /** Call it after a success: the next delay is the first one again. */
  reset(): void {
    this.#nextMs = this.#firstMs
  }
}

// Beyond it a timer fires at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Milliseconds as timers accept them: whole, and at most 24.8 days. */
export function timerMs(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 1), LONGEST_TIMER_MS)
}

/** Resolves after this many milliseconds, or when the signal aborts; never rejects. */
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

/**
 * Waits for work, but no longer than `ms` milliseconds; the work itself continues.
 * @returns undefined if the time is up and `late` is not given
 * @throws the error of `late` if the time is up
 */
export function within<T>(ms: number, work: T | PromiseLike<T>): Promise<T | undefined>
export function within<T>(ms: number, work: T | PromiseLike<T>, late: () => Error): Promise<T>
export async function within<T>(
  ms: number,
  work: T | PromiseLike<T>,
  late?: () => Error,
): Promise<T | undefined> {
  if (typeof work !== 'object' || work === null || !('then' in work)) return work
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => (late === undefined ? resolve(undefined) : reject(late())),
      timerMs(ms),
    )
    void Promise.resolve(work)
      .then(resolve, reject)
      .then(() => clearTimeout(timer))
  })
}

// Microtasks that work may take after an abort to settle by itself: it may be done already.
const LAST_WORD_TURNS = 16

/**
 * Waits for work until the signal aborts; the work itself continues. If the work reacts to the signal too, its own result
 * counts.
 * @throws the value of `ended` once the signal aborts; default: the signal's reason
 */
export function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  ended: () => unknown = () => signal?.reason,
): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const abort = () => void lastWord().then(() => reject(ended()))
    const settled = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    void work.then(resolve, reject).then(settled)
  })
}

async function lastWord(): Promise<void> {
  for (let turn = 0; turn < LAST_WORD_TURNS; turn++) await undefined
}

/** Starts a time limit. Call its `end` when the work is done. */
export function timeLimit({ ms, late, signals = [] }: TimeLimitSettings): TimeLimit {
  const until = performance.now() + ms
  const ending = new AbortController()
  const isLate = () => ending.abort(late?.() ?? new Error('it timed out'))
  const timer = setTimeout(isLate, timerMs(ms))
  // AbortSignal.any would hold on to a signal that lives long for each piece of work it could have ended.
  const stops = signals.map(signal => signal && follow(ending, signal))
  return {
    signal: ending.signal,
    leftMs: () => Math.max(until - performance.now(), 0),
    end: () => {
      clearTimeout(timer)
      for (const stop of stops) stop?.()
    },
  }
}

function follow(ending: AbortController, signal: AbortSignal): () => void {
  const abort = () => ending.abort(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  return () => signal.removeEventListener('abort', abort)
}

/**
 * Runs work with a time limit, whether or not the work reacts to its signal.
 * @throws the error of `late` if the time is up, or the reason of a signal that aborts
 */
export function inTime<T>(
  settings: TimeLimitSettings,
  work: (signal: AbortSignal) => T | PromiseLike<T>,
): Promise<T> {
  const { signal, end } = timeLimit(settings)
  const done = new Promise<T>((resolve, reject) => {
    signal.throwIfAborted()
    // Registered before the work's own listener: the reason of the abort says more than the work's error.
    signal.addEventListener('abort', () => reject(signal.reason))
    Promise.resolve(work(signal)).then(resolve, reject)
  })
  return done.finally(end)
}
