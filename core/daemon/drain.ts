import { within } from '../async.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { RuntimeStatus } from '../runtime/status.ts'

// A stop drains within 5 s. The rest of that time is for the last commit and the summary.
const DRAIN_MS = 3_800
const COMMIT_MS = 400
/** What `drain` takes at most. */
export const DRAIN_AND_COMMIT_MS = DRAIN_MS + COMMIT_MS + 100

/** Stops the runtime; even if something hangs, published events are committed. @returns the last status */
export async function drain(
  runtime: Pick<Runtime, 'stop' | 'flush' | 'status'>,
  onTrouble: (sentence: string) => void,
): Promise<RuntimeStatus> {
  const last = await within(DRAIN_MS, runtime.stop())
  if (last !== undefined) return last
  onTrouble('some work did not finish in time and was abandoned; the journal has all events')
  await within(COMMIT_MS, runtime.flush())
  return runtime.status()
}
