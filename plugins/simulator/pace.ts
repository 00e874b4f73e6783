import { Observable } from 'rxjs'

// A slice ends before anybody else on the event loop would notice it.
const SLICE_MS = 8
// After a stall (a sleeping laptop, a machine too slow for the rate), older items are skipped.
const MOST_BEHIND_MS = 1_000
// Chat does not tick like a clock: each item comes up to this part of the interval late.
const JITTER = 0.8

/**
 * Emits endless items at a mean rate, or as fast as the machine can; never blocks the event loop for over 10 ms. The first
 * item comes at once.
 */
export function paced<T>(items: Iterator<T, never>, perSecond: number): Observable<T> {
  return new Observable(subscriber => {
    const intervalMs = 1_000 / perSecond
    let slot = performance.now()
    let due = slot
    let timer: NodeJS.Timeout | undefined
    let turn: NodeJS.Immediate | undefined

    const emitSlice = () => {
      const began = performance.now()
      slot = Math.max(slot, began - Math.max(MOST_BEHIND_MS, intervalMs))
      while (!subscriber.closed && due <= began && performance.now() - began < SLICE_MS) {
        slot += intervalMs
        due = slot + Math.random() * JITTER * intervalMs
        subscriber.next(items.next().value)
      }
      if (!subscriber.closed) wait()
    }
    const wait = () => {
      const waitMs = due - performance.now()
      if (waitMs > 0) timer = setTimeout(emitSlice, waitMs)
      else turn = setImmediate(emitSlice)
    }
    // Not within subscribe: an endless source must not emit before its subscriber can unsubscribe.
    wait()
    return () => {
      clearTimeout(timer)
      clearImmediate(turn)
    }
  })
}
