import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { paced } from '../../../plugins/simulator/pace.ts'

describe('by the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([0.25, 1, 4, 1_000])('%d a second is kept on average', async perSecond => {
    const taken = take(perSecond)
    const seconds = Math.max(10, 10 / perSecond)
    await vi.advanceTimersByTimeAsync(seconds * 1_000)
    expect(taken.count).toBeGreaterThanOrEqual(perSecond * seconds - 1)
    expect(taken.count).toBeLessThanOrEqual(perSecond * seconds + 1)
    taken.stop()
  })

  it('the first comes at once', async () => {
    const taken = take(0.01)
    await vi.advanceTimersByTimeAsync(1)
    expect(taken.count).toBe(1)
    taken.stop()
  })

  it('nothing is left behind when nobody wants more', async () => {
    const taken = take(10)
    await vi.advanceTimersByTimeAsync(1_000)
    taken.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('by a clock of our own', () => {
  let nowMs = 0
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] })
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  it('the event loop is never held for over 10 ms, however high the rate', () => {
    const taken = take(1_000_000, () => {
      nowMs += 1
    })
    for (let turn = 0; turn < 20; turn++) {
      const before = taken.count
      vi.runOnlyPendingTimers()
      expect(taken.count - before).toBeGreaterThan(0)
      expect(taken.count - before).toBeLessThanOrEqual(10)
    }
    taken.stop()
  })

  it('after an hour asleep it goes on instead of catching up', () => {
    const taken = take(10)
    vi.runOnlyPendingTimers()
    nowMs += 3_600_000
    for (let turn = 0; turn < 20; turn++) vi.runOnlyPendingTimers()
    expect(taken.count).toBeLessThanOrEqual(12)
    taken.stop()
  })
})

/** Counts what comes. */
function take(perSecond: number, onItem = () => {}) {
  const taken = { count: 0, stop: () => subscription.unsubscribe() }
  const subscription = paced(numbers(), perSecond).subscribe(() => {
    taken.count += 1
    onItem()
  })
  return taken
}

function* numbers(): Generator<number, never> {
  for (let number = 0; ; number++) yield number
}
