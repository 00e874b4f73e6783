import { afterAll, vi } from 'vitest'

// Files share a process: a clock that one of them faked and left so would stand still for the next.
afterAll(() => void vi.useRealTimers())
