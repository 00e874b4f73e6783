import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseRow, type TauRow } from '../../../../plugins/tau/client/frame.ts'
import { History } from '../../../../plugins/tau/history/history.ts'
import { SavedState } from '../../../../plugins/tau/history/saved-state.ts'
import { TauStore } from '../../../support/tau/store.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 20, 12) })
})
afterEach(() => {
  vi.useRealTimers()
})

const stored = (at: number) => `${new Date(at).toISOString().slice(0, 19)}+0000`

/** A TAU whose rows are only found by looking, and one life that reads all of them. */
function world() {
  const store = new TauStore()
  const values = new Map<string, unknown>()
  const state = {
    get: (key: string) => values.get(key),
    set: (key: string, value: unknown) => void values.set(key, value),
  }
  const told = new Set<string>()
  const ending = new AbortController()
  const silent = () => undefined
  const page = async (query = '') => {
    const found = store.page(new URLSearchParams(query), 'http://tau/api/v1/twitch-events')
    const rows = found.results.flatMap(one => parseRow(one) ?? [])
    const search = (link: string | null) => (link === null ? undefined : new URL(link).search)
    return { rows, next: search(found.next), previous: search(found.previous) }
  }
  const history = new History({
    wanted: { isAll: true, max: 1_000 },
    rest: { page },
    // Of a state these are what it uses.
    saved: new SavedState(state as never, 'http://tau'),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    signal: ending.signal,
  })
  const tell = async (row: TauRow) => {
    told.add(row.id ?? '')
    history.progress.told(row)
  }
  return {
    told,
    store: (from: number, to: number, at = Date.now()) => {
      for (let n = from; n < to; n += 1)
        store.add({ id: `r${n}`, event_type: 'x', event_data: {}, created: stored(at + n) })
    },
    live: async () => {
      await history.begin()
      const over = history.read(tell)
      return async () => {
        ending.abort()
        await vi.advanceTimersByTimeAsync(60_000)
        await over
      }
    },
  }
}

describe('everything that TAU stored and never sent', () => {
  test('is told though more of it comes to light than one look takes, while older rows are still fetched', async () => {
    const tau = world()
    tau.store(0, 3_000, Date.now() - 9_000_000)
    const end = await tau.live()
    tau.store(3_000, 5_500)
    await vi.advanceTimersByTimeAsync(300_000)
    expect(tau.told.size).toBe(5_500)
    await end()
  })

  test('and once those are fetched', async () => {
    const tau = world()
    const end = await tau.live()
    await vi.advanceTimersByTimeAsync(20_000)
    tau.store(0, 2_500)
    await vi.advanceTimersByTimeAsync(300_000)
    expect(tau.told.size).toBe(2_500)
    await end()
  })
})
