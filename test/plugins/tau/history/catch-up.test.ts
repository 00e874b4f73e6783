import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseRow, type TauRow } from '../../../../plugins/tau/client/frame.ts'
import type { Page } from '../../../../plugins/tau/client/rest.ts'
import { RestFailure } from '../../../../plugins/tau/client/rest-failure.ts'
import {
  CatchUp,
  LOOK_MS,
  SECOND_LOOK_MS,
  SOON_MS,
} from '../../../../plugins/tau/history/catch-up.ts'
import { type HistoryMark, Progress } from '../../../../plugins/tau/history/progress.ts'
import { RETRY_MS } from '../../../../plugins/tau/history/retry.ts'

beforeEach(() => {
  vi.useFakeTimers()
  // Without jitter.
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const second = (n: number) => new Date(Date.UTC(2026, 10, 20, 20, 0, n))

function row(id: string, at = 0, more: object = {}): TauRow {
  const created = `${second(at).toISOString().slice(0, 19)}+0000`
  const made = parseRow({ id, event_id: null, event_type: 'x', created, origin: 'twitch', ...more })
  if (made === undefined) throw new Error('unreachable: the row is whole')
  return made
}

const redemption = (id: string, at: number, text = 'wave') =>
  row(id, at, {
    event_type: 'channel-channel_points_custom_reward_redemption-add',
    event_data: { user_input: text },
  })

/** A TAU with these rows, newest first, in pages of three. */
function world(stored: TauRow[], mark?: HistoryMark) {
  const told: string[] = []
  const warned: string[] = []
  const saved: HistoryMark[] = []
  const failures: RestFailure[] = []
  const left: (readonly [number, number])[] = []
  let pages = 0
  const rest = {
    async page(query = '0'): Promise<Page> {
      pages += 1
      const failure = failures.shift()
      if (failure) throw failure
      const from = Number(query)
      const rows = stored.slice(from, from + 3)
      const next = from + 3 < stored.length ? String(from + 3) : undefined
      return { rows, next, previous: undefined }
    },
  }
  const progress = new Progress(mark, one => saved.push(one))
  const ending = new AbortController()
  const silent = () => undefined
  const looks = (max = 100) =>
    new CatchUp({
      rest,
      progress,
      max,
      signal: ending.signal,
      log: {
        debug: silent,
        info: silent,
        error: silent,
        warn: message => warned.push(String(message)),
      },
      left: (since, until) => left.push([since, until]),
      tell: async one => {
        if (one.id === undefined || told.includes(one.id)) return
        told.push(one.id)
        progress.told(one)
      },
    })
  return {
    rest,
    told,
    warned,
    left,
    stored,
    failures,
    progress,
    ending,
    looks,
    /** The look at the start and the second one. */
    async missed(max?: number) {
      const both = looks(max)
      await both.missed()
      void both.later()
      await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    },
    pages: () => pages,
    mark: () => saved.at(-1),
  }
}

const markAt = (id: string, at: number, ids: string[] = [id]): HistoryMark => ({
  created: second(at).getTime(),
  ids,
})

describe('what was missed', () => {
  test('is told oldest first, over several pages, up to the row told last', async () => {
    const tau = world(
      ['i', 'h', 'g', 'f', 'e', 'd', 'c', 'b', 'a'].map((id, n) => row(id, 20 - n)),
      markAt('b', 13),
    )
    await tau.missed()
    expect(tau.told).toEqual(['c', 'd', 'e', 'f', 'g', 'h', 'i'])
    expect(tau.mark()?.ids).toEqual(['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'])
  })

  test('ends at a row older than the mark, where the one told last was deleted', async () => {
    const tau = world([row('d', 9), row('c', 9), row('a', 7)], markAt('gone', 8))
    await tau.missed()
    expect(tau.told).toEqual(['c', 'd'])
    expect(tau.pages()).toBe(2)
  })

  test('of the same second is told apart by id', async () => {
    const tau = world(
      [row('d', 8), row('c', 8), row('b', 8), row('a', 8)],
      markAt('a', 8, ['a', 'c']),
    )
    await tau.missed()
    expect(tau.told).toEqual(['b', 'd'])
  })

  test('is at most what history allows, the newest of it; what is left out is told once', async () => {
    const tau = world(
      Array.from({ length: 10 }, (_, n) => row(`r${n}`, 50 - n)),
      markAt('long ago', 0),
    )
    await tau.missed(4)
    expect(tau.told).toEqual(['r3', 'r2', 'r1', 'r0'])
    expect(tau.left).toEqual([[second(0).getTime(), second(47).getTime()]])
  })

  test('is nothing on the very first start; from then on it counts', async () => {
    const tau = world([row('b', 2), row('a', 1)])
    const looks = tau.looks()
    await looks.missed()
    void looks.later()
    expect(tau.told).toEqual([])
    tau.stored.unshift(row('c', 3))
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    expect(tau.told).toEqual(['c'])
  })

  test('counts from the first row of all where TAU had none at the first start', async () => {
    const tau = world([])
    const looks = tau.looks()
    await looks.missed()
    void looks.later()
    tau.stored.unshift(row('a', 1))
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    expect(tau.told).toEqual(['a'])
  })

  test('is found by the second look where the socket was not yet in', async () => {
    const tau = world([row('a', 1)], markAt('a', 1))
    const looks = tau.looks()
    await looks.missed()
    void looks.later()
    tau.stored.unshift(row('b', 2))
    tau.progress.told(row('c', 3))
    tau.stored.unshift(row('c', 3))
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    expect(tau.told).toEqual(['b'])
  })
})

describe('what TAU stores and never sends', () => {
  async function looking(stored: TauRow[], mark: HistoryMark) {
    const tau = world(stored, mark)
    await tau.missed()
    return tau
  }

  test('is found by a look each minute, long after the mark has passed it', async () => {
    const tau = await looking([row('a', 1)], markAt('a', 1))
    tau.stored.unshift(row('live', 59), row('held', 30), row('b', 29))
    for (const one of ['b', 'live']) tau.progress.told(row(one))
    expect(tau.told).toEqual([])
    await vi.advanceTimersByTimeAsync(LOOK_MS)
    expect(tau.told).toEqual(['held'])
    const pages = tau.pages()
    await vi.advanceTimersByTimeAsync(LOOK_MS * 10)
    expect(tau.pages() - pages).toBeGreaterThanOrEqual(8)
    expect(tau.pages() - pages).toBeLessThanOrEqual(26)
    expect(tau.told).toEqual(['held'])
  })

  test('is left to TAU for one look, where TAU may still be about to send it, and so is what came after', async () => {
    const tau = await looking([row('a', 1)], markAt('a', 1))
    tau.stored.unshift(row('later', 32), redemption('r', 30), row('b', 29))
    const before = tau.told.length
    await vi.advanceTimersByTimeAsync(LOOK_MS)
    expect(tau.told.slice(before)).toEqual(['b'])
    await vi.advanceTimersByTimeAsync(SOON_MS)
    expect(tau.told.slice(before)).toEqual(['b', 'r', 'later'])
  })

  test('is not told twice where TAU sends it in time', async () => {
    const tau = await looking([row('a', 1)], markAt('a', 1))
    tau.stored.unshift(redemption('r', 30))
    await vi.advanceTimersByTimeAsync(LOOK_MS)
    tau.progress.told(redemption('r', 30))
    await vi.advanceTimersByTimeAsync(LOOK_MS * 3)
    expect(tau.told).toEqual([])
  })

  test('is told at once where it is old, or has no text', async () => {
    const tau = world(
      [row('now', 50), redemption('s', 49, ''), redemption('r', 20)],
      markAt('a', 1),
    )
    const looks = tau.looks()
    await looks.missed()
    void looks.later()
    expect(tau.told).toEqual(['r', 's', 'now'])
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
  })

  test('keeps the mark behind it until it is told, so that a kill loses nothing', async () => {
    const tau = world([row('later', 55), redemption('r', 50)], markAt('a', 1))
    const looks = tau.looks()
    await looks.missed()
    void looks.later()
    expect(tau.mark()?.created ?? 0).toBeLessThan(second(50).getTime())
    expect(tau.mark()?.ids ?? []).not.toContain('r')
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    expect(tau.told).toEqual(['r', 'later'])
  })

  test('is asked for again where TAU cannot answer, which is said once', async () => {
    const tau = await looking([row('a', 1)], markAt('a', 1))
    tau.failures.push(new RestFailure('it answered HTTP 500', { status: 500 }))
    tau.failures.push(new RestFailure('it answered HTTP 401', { status: 401 }))
    tau.stored.unshift(row('held', 30))
    await vi.advanceTimersByTimeAsync(LOOK_MS * 4)
    expect(tau.told).toEqual(['held'])
    expect(tau.warned).toEqual([expect.stringContaining('retrying every minute')])
    tau.ending.abort()
    await vi.advanceTimersByTimeAsync(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the mark', () => {
  test('does not jump over a gap that is still open', async () => {
    const tau = world([row('c', 30), row('b', 20), row('a', 1)], markAt('a', 1))
    tau.failures.push(new RestFailure('the connection failed', {}))
    const done = tau.looks().missed()
    await vi.advanceTimersByTimeAsync(0)
    tau.progress.told(row('c', 30))
    expect(tau.mark()).toEqual({ created: second(1).getTime(), ids: ['a', 'c'] })
    await vi.advanceTimersByTimeAsync(RETRY_MS)
    await done
    expect(tau.told).toEqual(['b'])
    expect(tau.mark()?.created).toBe(second(20).getTime())
  })

  test('never goes back, and remembers a bounded number of ids', () => {
    const saved: HistoryMark[] = []
    const progress = new Progress(markAt('a', 50), mark => saved.push(mark))
    progress.reached(row('late', 30))
    progress.reached(undefined)
    expect(progress.mark?.created).toBe(second(50).getTime())
    for (let n = 0; n < 1_000; n += 1) progress.told(row(`r${n}`, 6))
    expect(saved.at(-1)?.ids).toHaveLength(500)
  })
})

test('a TAU that cannot answer is asked again each minute, said each time', async () => {
  const tau = world([row('b', 2), row('a', 1)], markAt('a', 1))
  tau.failures.push(new RestFailure('it answered HTTP 500', { status: 500 }))
  const done = tau.looks().missed()
  await vi.advanceTimersByTimeAsync(RETRY_MS - 1)
  expect(tau.told).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await done
  expect(tau.told).toEqual(['b'])
  expect(tau.warned).toEqual([expect.stringContaining('it answered HTTP 500')])
})

test('after a page that does not come it goes on with that page: what was fetched is not fetched again', async () => {
  const ids = Array.from({ length: 12 }, (_, n) => `r${n}`)
  const tau = world(
    ids.map((id, n) => row(id, 40 - n)),
    markAt('r11', 29),
  )
  const { page } = tau.rest
  // Each third answer is trouble.
  let asked = 0
  tau.rest.page = async query => {
    asked += 1
    if (asked % 3 === 0) throw new RestFailure('it answered HTTP 500', { status: 500 })
    return page(query)
  }
  const missed = tau.looks().missed()
  await vi.advanceTimersByTimeAsync(2 * RETRY_MS)
  await missed
  expect(tau.told).toEqual(ids.slice(0, -1).reverse())
  expect(asked).toBe(5)
})

test('a refused token is not asked again', async () => {
  const tau = world([], markAt('a', 1))
  tau.failures.push(new RestFailure('it answered HTTP 401', { status: 401 }))
  await expect(tau.looks().missed()).rejects.toMatchObject({ status: 401 })
})

test('it ends with its signal, and leaves no timer', async () => {
  const tau = world([row('a', 1)], markAt('a', 1))
  const looks = tau.looks()
  await looks.missed()
  const done = looks.later()
  tau.ending.abort()
  await done
  expect(vi.getTimerCount()).toBe(0)
})
