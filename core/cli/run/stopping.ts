import { within } from '../../async.ts'
import type { Lingering } from '../../instance/lingering.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import type { RuntimeStatus } from '../../runtime/status.ts'
import type { Output } from '../shown/output.ts'
import { onStopSignals } from '../stop-signals.ts'

// Issue: SIGINT and SIGTERM drain within 5 s. What is left after the drain is for the last commit and the last line.
const STOP_MS = 5_000
const DRAIN_MS = 3_800
const COMMIT_MS = 400
/** What `stopInTime` takes at most. */
export const DRAIN_AND_COMMIT_MS = DRAIN_MS + COMMIT_MS + 100
const ORPHAN_LOOK_MS = 500
const LINGER_MS = 4_500

/** Aborted at the first Ctrl-C. A second one, or 5 s that were not enough, end the process. */
export function stopSignal(output: Output): AbortSignal {
  const controller = new AbortController()
  const leave = () => process.exit(0)
  const stop = () => {
    if (controller.signal.aborted) return
    // The terminal has just written ^C.
    if (process.stdout.isTTY) output.line('')
    output.line('stopping: what was begun is finished first; Ctrl-C again ends it at once')
    setTimeout(leave, STOP_MS - 100).unref()
    controller.abort()
  }
  onStopSignals(stop, leave)
  if (process.env.npm_lifecycle_event !== undefined) onOrphaned(stop)
  return controller.signal
}

/** Drains the runtime; where something hangs, what was told is committed all the same. @returns the last status */
export async function stopInTime(
  runtime: Pick<Runtime, 'stop' | 'flush' | 'status'>,
  output: Output,
): Promise<RuntimeStatus> {
  const last = await within(DRAIN_MS, runtime.stop())
  if (last !== undefined) return last
  output.trouble(
    'not everything ended in time and was left behind; what was told is in the journal',
  )
  await within(COMMIT_MS, runtime.flush())
  return runtime.status()
}

/** Waits for what plugins see through after their end, until the stop's time is up. */
export async function seeThrough(lingering: Lingering, output: Output): Promise<void> {
  for (const { use, what } of lingering.unfinished) {
    output.line(`${use} ${what}; Ctrl-C again ends it at once`)
  }
  await within(LINGER_MS, lingering.ended())
}

// npm passes a SIGTERM to the shell it started us with, which dies of it and tells nobody.
function onOrphaned(stop: () => void): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, ORPHAN_LOOK_MS).unref()
}
