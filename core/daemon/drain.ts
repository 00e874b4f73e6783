import { within } from '../async.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { RuntimeStatus } from '../runtime/status.ts'

// Issue: a stop drains within 5 s. What is left after the drain is for the last commit and the last words.
const DRAIN_MS = 3_800
const COMMIT_MS = 400
/** What `drain` takes at most. */
export const DRAIN_AND_COMMIT_MS = DRAIN_MS + COMMIT_MS + 100

/** Ends what runs; where something hangs, what was told is committed all the same. @returns the last status */
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
