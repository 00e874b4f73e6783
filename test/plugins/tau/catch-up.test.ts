import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { catchUp, RETRY_MS, SECOND_LOOK_MS } from '../../../plugins/tau/catch-up.ts'
import { parseRow, type TauRow } from '../../../plugins/tau/client/frame.ts'
import { type Page, RestFailure } from '../../../plugins/tau/client/rest.ts'
import { type Mark, Progress } from '../../../plugins/tau/progress.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const second = (n: number) => new Date(Date.UTC(2026, 10, 20, 20, 0, n))

function row(id: string, at = 0): TauRow {
  const created = `${second(at).toISOString().slice(0, 19)}+0000`
  const made = parseRow({ id, event_id: null, event_type: 'x', created, origin: 'twitch' })
  if (made === undefined) throw new Error('unreachable: the row is whole')
  return made
}

/** A TAU with these rows, newest first, in pages of three. */
function world(stored: TauRow[], mark?: Mark) {
  const told: string[] = []
  const warned: string[] = []
  const saved: Mark[] = []
  const failures: RestFailure[] = []
  let pages = 0
  const rest = {
    async page(next = '0'): Promise<Page> {
      pages += 1
      const failure = failures.shift()
      if (failure) throw failure
      const from = Number(next)
      const rows = stored.slice(from, from + 3)
      return { rows, next: from + 3 < stored.length ? String(from + 3) : undefined }
    },
  }
  const progress = new Progress(mark, one => saved.push(one))
  const ending = new AbortController()
  const silent = () => undefined
  const run = (max = 100) =>
    catchUp({
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
      tell: one => {
        if (one.id === undefined || told.includes(one.id)) return
        told.push(one.id)
        progress.told(one)
      },
    })
  return {
    told,
    warned,
    stored,
    failures,
    progress,
    ending,
    run,
    pages: () => pages,
    mark: () => saved.at(-1),
  }
}

const markAt = (id: string, at: number, ids: string[] = [id]): Mark => ({
  id,
  created: second(at).getTime(),
  ids,
})

describe('what was missed', () => {
  test('is told oldest first, over several pages, up to the row told last', async () => {
    const tau = world(
      ['i', 'h', 'g', 'f', 'e', 'd', 'c', 'b', 'a'].map((id, n) => row(id, 20 - n)),
      markAt('b', 13),
    )
    const done = tau.run()
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    await done
    expect(tau.told).toEqual(['c', 'd', 'e', 'f', 'g', 'h', 'i'])
    expect(tau.mark()).toMatchObject({ id: 'i', created: second(20).getTime() })
  })

  test('ends at a row older than the one told last, where that one was deleted', async () => {
    const tau = world([row('d', 9), row('c', 9), row('a', 7)], markAt('gone', 8))
    const done = tau.run()
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    await done
    expect(tau.told).toEqual(['c', 'd'])
    expect(tau.pages()).toBe(2)
  })

  test('of the same second is told apart by id', async () => {
    const tau = world(
      [row('d', 8), row('c', 8), row('b', 8), row('a', 8)],
      markAt('a', 8, ['a', 'c']),
    )
    const done = tau.run()
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    await done
    expect(tau.told).toEqual(['b', 'd'])
  })

  test('is at most what history allows, the newest of it, and the rest is said', async () => {
    const tau = world(
      Array.from({ length: 10 }, (_, n) => row(`r${n}`, 50 - n)),
      markAt('long ago', 0),
    )
    const done = tau.run(4)
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    await done
    expect(tau.told).toEqual(['r3', 'r2', 'r1', 'r0'])
    expect(tau.warned).toEqual([expect.stringContaining('raise history.max')])
  })

  test('is nothing on the very first start; from then on it counts', async () => {
    const tau = world([row('b', 2), row('a', 1)])
    const done = tau.run()
    await vi.advanceTimersByTimeAsync(0)
    expect(tau.told).toEqual([])
    tau.stored.unshift(row('c', 3))
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    await done
    expect(tau.told).toEqual(['c'])
  })

  test('counts from the first row of all where TAU had none at the first start', async () => {
    const tau = world([])
    const done = tau.run()
    await vi.advanceTimersByTimeAsync(0)
    tau.stored.unshift(row('a', 1))
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    await done
    expect(tau.told).toEqual(['a'])
  })

  test('is found by the second look where the socket was not yet in', async () => {
    const tau = world([row('a', 1)], markAt('a', 1))
    const done = tau.run()
    await vi.advanceTimersByTimeAsync(0)
    tau.stored.unshift(row('b', 2))
    tau.progress.told(row('c', 3))
    tau.stored.unshift(row('c', 3))
    await vi.advanceTimersByTimeAsync(SECOND_LOOK_MS)
    await done
    expect(tau.told).toEqual(['b'])
  })
})

describe('the mark', () => {
  test('does not jump over a gap that is still open', async () => {
    const tau = world([row('c', 3), row('b', 2), row('a', 1)], markAt('a', 1))
    tau.failures.push(new RestFailure('the connection failed', {}))
    const done = tau.run()
    await vi.advanceTimersByTimeAsync(0)
    tau.progress.told(row('c', 3))
    expect(tau.mark()).toMatchObject({ id: 'a', ids: ['a', 'c'] })
    await vi.advanceTimersByTimeAsync(RETRY_MS + SECOND_LOOK_MS)
    await done
    expect(tau.told).toContain('b')
    tau.progress.told(row('d', 4))
    expect(tau.mark()).toMatchObject({ id: 'd', created: second(4).getTime() })
  })

  test('never goes back, and remembers a bounded number of ids', () => {
    const saved: Mark[] = []
    const progress = new Progress(markAt('a', 5), mark => saved.push(mark))
    progress.caughtUp()
    progress.told(row('late', 3))
    expect(saved.at(-1)).toMatchObject({ id: 'a', created: second(5).getTime() })
    for (let n = 0; n < 1_000; n += 1) progress.told(row(`r${n}`, 6))
    expect(saved.at(-1)?.ids).toHaveLength(200)
  })
})

test('a TAU that cannot answer is asked again each minute, said each time', async () => {
  const tau = world([row('b', 2), row('a', 1)], markAt('a', 1))
  tau.failures.push(new RestFailure('it answered HTTP 500', { status: 500 }))
  const done = tau.run()
  await vi.advanceTimersByTimeAsync(RETRY_MS - 1)
  expect(tau.told).toEqual([])
  await vi.advanceTimersByTimeAsync(1 + SECOND_LOOK_MS)
  await done
  expect(tau.told).toEqual(['b'])
  expect(tau.warned).toEqual([expect.stringContaining('it answered HTTP 500')])
})

test('a refused token is not asked again', async () => {
  const tau = world([], markAt('a', 1))
  tau.failures.push(new RestFailure('it answered HTTP 401', { status: 401 }))
  await expect(tau.run()).rejects.toMatchObject({ status: 401 })
})

test('it ends with its signal, and leaves no timer', async () => {
  const tau = world([row('a', 1)], markAt('a', 1))
  const done = tau.run()
  await vi.advanceTimersByTimeAsync(0)
  tau.ending.abort()
  await done
  expect(vi.getTimerCount()).toBe(0)
})
