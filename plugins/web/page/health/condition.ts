import type { ConsumerStatus } from '../status.ts'

/** How a consumer is doing, in one word. */
export type Condition = 'takes' | 'catches' | 'waits' | 'paused'

// A batch that is on its way is no lag worth a word.
const CATCHES_UP = 500

export function conditionOf({ paused, reason, lag }: ConsumerStatus): Condition {
  if (paused !== undefined) return 'paused'
  if (reason !== undefined) return 'waits'
  return lag > CATCHES_UP ? 'catches' : 'takes'
}
