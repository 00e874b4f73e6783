import { performance } from 'node:perf_hooks'
import { afterAll, vi } from 'vitest'

// Files share a process: a clock that one of them faked and left so would stand still for the next.
afterAll(() => {
  vi.useRealTimers()
  if (globalThis.performance !== performance) Object.assign(globalThis, { performance })
})
