import { Observable } from 'rxjs'

// A slice ends before anybody else on the event loop would notice it.
const SLICE_MS = 8
// After a stall (a laptop asleep, a machine too slow for the rate) what is older than this is let go.
const MOST_BEHIND_MS = 1_000
// Chat does not tick like a clock: each item comes up to this part of the interval late.
const JITTER = 0.8

/**
 * Endless items at a mean rate, or as fast as the machine can where that is less; the event loop is never held for
 * over 10 ms. The first comes at once.
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
    // Not within subscribe: an endless source must not answer before its subscriber can say stop.
    wait()
    return () => {
      clearTimeout(timer)
      clearImmediate(turn)
    }
  })
}
