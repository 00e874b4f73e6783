import { type EventHistory, type ForgetRequest, pause } from 'promethean'
import type { MomentStore } from './store/store.ts'
import type { Asking } from './store/thread.ts'

// The journal forgets about as often.
const EVERY_MS = 3_600_000
const FIRST_MS = 60_000

interface Parts {
  readonly store: Asking<MomentStore>
  readonly history: EventHistory
  readonly signal: AbortSignal
  /** Called when something went. */
  readonly whenGone?: () => void
}

/** What the journal has deleted leaves the index, too. Resolves when the signal aborts; never rejects. */
export async function forgetExpired(parts: Parts): Promise<void> {
  const { signal } = parts
  await pause(FIRST_MS, signal)
  while (!signal.aborted) {
    await forgetOnce(parts).catch(() => undefined)
    await pause(EVERY_MS, signal)
  }
}

async function forgetOnce({ store, history, signal, whenGone }: Parts): Promise<void> {
  const oldest = await oldestKept(history)
  // Without any event nothing is known: the journal may have been moved away for a moment.
  if (oldest === undefined) return
  while (!signal.aborted && (await store.ask('forgetBefore', [oldest.getTime()])));
  whenGone?.()
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

/** Forgets what a person said, and reads moments they were part of again without them. @returns how much went and stayed */
export async function forgetIn(store: Asking<MomentStore>, { dry, ids }: ForgetRequest) {
  let removed = 0
  let cleaned = 0
  // Which passages are theirs is known by their events, which a dry run does not forget.
  if (dry) return { removed, cleaned }
  for await (const events of ids()) {
    const gone = await store.ask('forgetEvents', [events])
    removed += gone.removed
    cleaned += gone.cleaned
  }
  await store.ask('tidyForgotten', [])
  return { removed, cleaned }
}
