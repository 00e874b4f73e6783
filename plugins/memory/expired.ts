import { type EventHistory, pause } from 'promethean'
import type { StoreThread } from './store/thread.ts'

// The journal forgets about as often.
const EVERY_MS = 3_600_000
const FIRST_MS = 60_000

interface Parts {
  readonly store: StoreThread
  readonly history: EventHistory
  readonly signal: AbortSignal
}

/** What the journal has deleted leaves the index, too. Resolves when the signal aborts; never rejects. */
export async function forgetExpired({ store, history, signal }: Parts): Promise<void> {
  await pause(FIRST_MS, signal)
  while (!signal.aborted) {
    await forgetOnce(store, history, signal).catch(() => undefined)
    await pause(EVERY_MS, signal)
  }
}

async function forgetOnce(
  store: StoreThread,
  history: EventHistory,
  signal: AbortSignal,
): Promise<void> {
  const oldest = await oldestKept(history)
  // Without any event nothing is known: the journal may have been moved away for a moment.
  if (oldest === undefined) return
  while (!signal.aborted && (await store.ask('forgetBefore', [oldest.getTime()])));
}

/** The first in the journal need not be the oldest: a clock may have been set back. */
async function oldestKept(history: EventHistory): Promise<Date | undefined> {
  let oldest: Date | undefined
  for (;;) {
    const until = oldest && { until: new Date(oldest.getTime() - 1) }
    const [older] = await history.query({ ...until, limit: 1 })
    if (older === undefined) return oldest
    oldest = older.received
  }
}
