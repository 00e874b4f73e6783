/**
 * Waits for work, but not past the signal, nor longer than this.
 * @throws what `late` makes when the time is up, the signal's reason when it aborts
 */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  limit?: Pick<Limits, 'ms' | 'late'>,
): Promise<T> {
  // What comes after the end was given up: its failure is nobody's.
  work.catch(() => undefined)
  signal.throwIfAborted()
  let timer: NodeJS.Timeout | undefined
  let abort: () => void = () => undefined
  const ended = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
    if (limit !== undefined) timer = setTimeout(() => reject(limit.late()), limit.ms)
  })
  try {
    return await Promise.race([work, ended])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** What may end a piece of work. */
export interface Limits {
  readonly ms: number
  /** Made when the time is up. */
  readonly late: () => Error
  readonly signals: readonly (AbortSignal | undefined)[]
}

/** Does work that ends in time, whether it heeds its signal or not. @throws as `untilAborted` does */
export async function withinLimits<T>(
  { ms, late, signals }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(late()), ms)
  const stops = signals.flatMap(signal => (signal === undefined ? [] : [follow(ending, signal)]))
  try {
    return await untilAborted(work(ending.signal), ending.signal)
  } finally {
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

// AbortSignal.any would hold on to the plugin's signal for each question it was ever asked.
function follow(ending: AbortController, signal: AbortSignal): () => void {
  const abort = () => ending.abort(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  return () => signal.removeEventListener('abort', abort)
}
