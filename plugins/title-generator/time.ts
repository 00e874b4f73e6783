/** A signal that aborts after so long, or when its parent does. */
export interface TimeLimit {
  readonly signal: AbortSignal
  /** What is left of it, in milliseconds. */
  leftMs(): number
  end(): void
}

export function timeLimit(ms: number, parent: AbortSignal): TimeLimit {
  const until = Date.now() + ms
  const ending = new AbortController()
  const abort = () => ending.abort(parent.reason)
  const timer = setTimeout(() => ending.abort(new Error('the time for it was up')), ms)
  parent.addEventListener('abort', abort, { once: true })
  if (parent.aborted) abort()
  return {
    signal: ending.signal,
    leftMs: () => Math.max(until - Date.now(), 0),
    end: () => {
      clearTimeout(timer)
      parent.removeEventListener('abort', abort)
    },
  }
}

/**
 * What the work gives, unless the signal aborts first; who does not heed a signal is not waited for.
 * @throws the signal's reason
 */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => void lastWord().then(() => reject(signal.reason))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

// So many turns work that heeds the signal gets to say what became of it: it may be done already.
async function lastWord(): Promise<void> {
  for (let turn = 0; turn < 16; turn++) await undefined
}

/** Waits so long, or until the signal aborts; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  const limit = timeLimit(ms, signal)
  return new Promise(resolve => {
    const done = () => {
      limit.end()
      resolve()
    }
    if (limit.signal.aborted) done()
    else limit.signal.addEventListener('abort', done, { once: true })
  })
}
