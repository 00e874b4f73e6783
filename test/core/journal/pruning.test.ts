import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Journal } from '../../../core/journal/port.ts'
import { Pruning } from '../../../core/journal/pruning.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A journal of which each piece pruned leaves another, once it is let go on. */
async function endless() {
  const pieces: (() => void)[] = []
  const prune: Journal['prune'] = async () => {
    await new Promise<void>(resolve => pieces.push(resolve))
    return { removed: 1, more: true, expired: [] }
  }
  const warned: unknown[] = []
  const log = { debug() {}, info() {}, error() {}, warn: (what: unknown) => warned.push(what) }
  const journal = { ...(await openMemoryJournal()), prune }
  const wanted = async () => ({ retainMs: 1, maxBytes: 1, consumers: [] })
  const pruning = new Pruning({ journal, log, wanted, onExpired: () => undefined })
  pruning.start()
  const stop = () => pruning.stop()
  const next = async () => {
    pieces.at(-1)?.()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { pruning, pieces, warned, stop, next }
}

describe('pruning', () => {
  it('takes no further piece once it was ended', async () => {
    const { pieces, warned, stop, next } = await endless()
    await vi.advanceTimersByTimeAsync(60_000)
    await next()
    expect(pieces).toHaveLength(2)
    stop()
    await next()
    expect(pieces).toHaveLength(2)
    expect(warned).toEqual([])
  })

  it('rests after each piece, so that appends do not always find the journal at it', async () => {
    const { pieces, stop } = await endless()
    await vi.advanceTimersByTimeAsync(60_000)
    await vi.advanceTimersByTimeAsync(10)
    pieces[0]?.()
    await vi.advanceTimersByTimeAsync(39)
    expect(pieces).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(pieces).toHaveLength(2)
    stop()
  })

  it('that takes longer than a minute is not begun a second time', async () => {
    const { pieces, stop } = await endless()
    await vi.advanceTimersByTimeAsync(180_000)
    expect(pieces).toHaveLength(1)
    stop()
  })

  it('looks at the size as rows come, not once a minute alone', async () => {
    const { pruning, pieces, stop } = await endless()
    pruning.committed(400)
    await vi.advanceTimersByTimeAsync(0)
    expect(pieces).toHaveLength(0)
    pruning.committed(400)
    await vi.advanceTimersByTimeAsync(0)
    expect(pieces).toHaveLength(1)
    stop()
    pruning.committed(5_000)
    await vi.advanceTimersByTimeAsync(0)
    expect(pieces).toHaveLength(1)
  })
})
