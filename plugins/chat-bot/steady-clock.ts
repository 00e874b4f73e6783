/**
 * Milliseconds that never run backwards while this process lives, and that another process can compare with its own:
 * the time of day at the start of the process, and what has passed since.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now()
}
