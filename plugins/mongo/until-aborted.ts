/**
 * The result of a work, or the signal's reason as soon as it aborts. The driver knows no signal for writes:
 * what is under way then ends by its own timeouts, and being told twice changes nothing.
 */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('stopped before the server answered'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
    work.catch(() => {})
  }
}
