import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onStopSignals } from '../../../core/cli/stop-signals.ts'

// Emitted here, never sent: on Windows no process can send them.
const told: string[] = []
let forget: () => void = () => undefined

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  told.length = 0
})
afterEach(() => {
  forget()
  vi.useRealTimers()
})

function listen(platform: string): void {
  forget = onStopSignals(
    () => told.push('stop'),
    () => told.push('force'),
    platform,
  )
}

describe('signals to stop', () => {
  it.each(['linux', 'darwin', 'win32'])(
    'are Ctrl-C, a kill and a closed window on %s',
    platform => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        told.length = 0
        listen(platform)
        process.emit(signal)
        expect(told).toEqual(['stop'])
        forget()
      }
    },
  )

  it('are Ctrl-Break too on Windows, and only there', () => {
    const before = process.listenerCount('SIGBREAK')
    listen('linux')
    expect(process.listenerCount('SIGBREAK')).toBe(before)
    forget()
    listen('win32')
    process.emit('SIGBREAK')
    expect(told).toEqual(['stop'])
  })

  it('within a second are one press, however many and of whatever kind', () => {
    listen('linux')
    process.emit('SIGINT')
    process.emit('SIGINT')
    vi.advanceTimersByTime(1_000)
    process.emit('SIGTERM')
    expect(told).toEqual(['stop'])
  })

  it('a second later end it at once', () => {
    listen('win32')
    process.emit('SIGINT')
    vi.advanceTimersByTime(1_001)
    process.emit('SIGINT')
    expect(told).toEqual(['stop', 'force'])
  })

  it('leave nothing behind when they are listened to no more', () => {
    const counts = () =>
      (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const).map(signal =>
        process.listenerCount(signal),
      )
    const before = counts()
    listen('win32')
    forget()
    expect(counts()).toEqual(before)
  })
})
