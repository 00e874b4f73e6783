import { beforeEach, vi } from 'vitest'

// Taken before they are faked.
const { setInterval, clearInterval } = globalThis
const STEP_MS = 10

/**
 * In the tests of this file or block time goes ten times as fast; sockets and threads are real.
 * The clock moves with the turns of this process, so that on a busy machine it waits for what is served here.
 */
export function fastTime(): void {
  beforeEach(({ onTestFinished }) => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    })
    const turns = setInterval(() => {
      if (vi.isFakeTimers()) vi.advanceTimersByTime(STEP_MS)
    }, 1)
    // Registered first, so called last: a test's cleanup may still need time.
    onTestFinished(() => {
      clearInterval(turns)
      vi.useRealTimers()
    })
  })
}
