// npm and the terminal both pass on a Ctrl-C: signals within a second are one press.
const SAME_PRESS_MS = 1_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const

/**
 * Calls `stop` at the first signal and `force` at each later press.
 * Windows knows Ctrl-C (SIGINT), Ctrl-Break and a closed window (SIGHUP); SIGTERM never comes there.
 * @returns ends the listening; not before the process is done, or a late signal of the same press would kill it
 */
export function onStopSignals(
  stop: () => void,
  force: () => void,
  platform: string = process.platform,
): () => void {
  let firstAt: number | undefined
  const listener = () => {
    const now = performance.now()
    if (firstAt === undefined) {
      firstAt = now
      stop()
    } else if (now - firstAt > SAME_PRESS_MS) force()
  }
  const wanted = SIGNALS.filter(signal => platform === 'win32' || signal !== 'SIGBREAK')
  for (const signal of wanted) process.on(signal, listener)
  return () => {
    for (const signal of wanted) process.off(signal, listener)
  }
}
