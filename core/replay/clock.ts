import { withGlobal } from '@sinonjs/fake-timers'
import { attribute } from '../blame/attribute.ts'

// Timers between two events run in steps of this length: what they start is waited for after each.
const STEP_MS = 100

/** A clock for past events: their times advance it, and it waits for the work they cause. */
export interface ReplayClock {
  now(): number
  /** Advances to this time; timers due before it run, in order. */
  advance(to: number): Promise<void>
  /** Counts work that takes real time, such as reading a file; the clock stops meanwhile. */
  wait<T>(work: Promise<T>): Promise<T>
  /** Waits in real time, so long at most. @throws what `late` makes */
  within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T>
  /** Called with errors from timers and uncaught errors; everything else continues. */
  onThrown(blame: (failure: unknown) => void): void
  /** Restores the process's real clock. */
  stop(): void
}

/** Puts the whole process on a clock that begins at this moment. */
export function startClock(at: number): ReplayClock {
  const { setImmediate: immediate, setTimeout: realTimeout, clearTimeout: clearReal } = globalThis
  const fake = withGlobal(globalThis).install({
    now: at,
    // Set before, and cleared by those who have lived on: an idle journal's, say.
    shouldClearNativeTimers: true,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  let pending = 0
  let blame = (failure: unknown): void => {
    throw failure
  }
  let forget = (): void => undefined
  // Every timer that is due has run when one of them has thrown.
  const tick = (ms: number) => {
    try {
      fake.tick(ms)
    } catch (failure) {
      blame(failure)
    }
  }
  const turn = () => new Promise<void>(resolve => immediate(resolve))
  const settle = async () => {
    await turn()
    while (pending > 0) await turn()
  }
  return {
    now: () => fake.now,
    async advance(to) {
      await settle()
      while (fake.now < to) {
        tick(Math.min(STEP_MS, to - fake.now))
        await settle()
      }
    },
    async wait(work) {
      pending += 1
      try {
        return await work
      } finally {
        pending -= 1
      }
    },
    async within(ms, work, late) {
      let timer: NodeJS.Timeout | undefined
      const lateness = new Promise<never>((_, reject) => {
        timer = realTimeout(() => reject(late()), ms)
      })
      try {
        return await Promise.race([work, lateness])
      } finally {
        clearReal(timer)
      }
    },
    onThrown(listener) {
      blame = listener
      forget = attribute(listener)
    },
    stop() {
      forget()
      fake.uninstall()
    },
  }
}
