/**
 * Waits for work until the signal aborts; what heeds the signal may still say what became of it, who does not is left behind.
 * @throws the signal's reason
 */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  let stop: () => void = () => undefined
  const ended = new Promise<never>((_, reject) => {
    stop = () => setImmediate(() => reject(signal.reason))
    signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([work(), ended])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
