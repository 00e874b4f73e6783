/** What is in a work's way, or ends it. */
export interface TimeLimitSettings {
  readonly ms: number
  /** What the signal aborts with when the time is up. */
  readonly late?: () => Error
  /** Any of these ends it, too. */
  readonly signals?: readonly (AbortSignal | undefined)[]
}

/** A signal that aborts when the time is up, or with one of others. */
export interface TimeLimit {
  readonly signal: AbortSignal
  /** What is left of it, in milliseconds. */
  leftMs(): number
  /** Lets go of its timer and of the other signals. */
  end(): void
}

/** How a `Backoff` grows. */
export interface BackoffSettings {
  /** The first wait, in milliseconds; each further one is twice as long. 1,000 */
  readonly firstMs?: number
  /** The longest wait, in milliseconds. 60,000 */
  readonly longestMs?: number
  /** So much of it longer or shorter, by chance: many clients of one server that went down must not come back in step. 0.2 */
  readonly jitter?: number
}

/** How long to wait before each next try: 1 s, doubling to 60 s, ±20 %, unless it is told otherwise. */
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

  /** It worked: the next trouble starts at the first wait again. */
  reset(): void {
    this.#nextMs = this.#firstMs
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

/**
 * Waits for work, but no longer than so many milliseconds; the work itself goes on.
 * @returns undefined when the time is up and no `late` is given
 * @throws what `late` makes when the time is up
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

// So many turns work that heeds the signal gets to say what became of it: it may be done already.
const LAST_WORD_TURNS = 16

/**
 * Waits for work, but not past the signal; the work itself goes on. Work that heeds the signal, too, has the last word.
 * @throws what `ended` makes once the signal aborts; by default its reason
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

/** Begins a limit of time; whoever begins it ends it. */
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
 * Does work that ends in time, whether it heeds its signal or not.
 * @throws what `late` makes when the time is up, the reason of a signal that aborts
 */
export function inTime<T>(
  settings: TimeLimitSettings,
  work: (signal: AbortSignal) => T | PromiseLike<T>,
): Promise<T> {
  const { signal, end } = timeLimit(settings)
  const done = new Promise<T>((resolve, reject) => {
    signal.throwIfAborted()
    // Before the work listens: why it had to end says more than what it makes of that.
    signal.addEventListener('abort', () => reject(signal.reason))
    Promise.resolve(work(signal)).then(resolve, reject)
  })
  return done.finally(end)
}
