import type { Output } from '../shown/output.ts'
import { onStopSignals } from '../stop-signals.ts'

// Issue: SIGINT and SIGTERM drain within 5 s.
const STOP_MS = 5_000
const ORPHAN_LOOK_MS = 500

/** Aborted at the first Ctrl-C. A second one, or 5 s that were not enough, end the process. */
export function stopSignal(output: Output): AbortSignal {
  const controller = new AbortController()
  const leave = () => process.exit(0)
  const stop = () => {
    if (controller.signal.aborted) return
    // The terminal has just written ^C.
    if (process.stdout.isTTY) output.line('')
    output.line('stopping: finishing what is in progress; Ctrl-C again stops at once')
    setTimeout(leave, STOP_MS - 100).unref()
    controller.abort()
  }
  onStopSignals(stop, leave)
  if (process.env.npm_lifecycle_event !== undefined) onOrphaned(stop)
  return controller.signal
}

// npm passes a SIGTERM to its shell, which ends without passing it on to us.
function onOrphaned(stop: () => void): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, ORPHAN_LOOK_MS).unref()
}
