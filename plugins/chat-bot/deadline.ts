/** Waits for work, but no longer than this; whoever does not heed the signal is not waited for. @throws what the signal says */
export async function within<T>(
  settings: { readonly ms: number; readonly signal: AbortSignal; readonly late: string },
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  const end = (reason: unknown) => ending.abort(reason)
  const stop = () => end(settings.signal.reason)
  const timer = setTimeout(() => end(new Error(settings.late)), settings.ms)
  settings.signal.addEventListener('abort', stop, { once: true })
  try {
    const aborted = new Promise<never>((_, reject) => {
      ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true })
    })
    return await Promise.race([aborted, work(ending.signal)])
  } finally {
    clearTimeout(timer)
    settings.signal.removeEventListener('abort', stop)
  }
}
