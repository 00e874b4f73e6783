import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseRow, type TauRow } from '../../../../plugins/tau/client/frame.ts'
import { RestFailure } from '../../../../plugins/tau/client/rest-failure.ts'
import {
  type FetchPosition,
  fetchEverything,
} from '../../../../plugins/tau/history/fetch-everything.ts'
import { RETRY_MS } from '../../../../plugins/tau/history/retry.ts'
import { TauStore } from '../../../support/tau/store.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const NOON = Date.UTC(2026, 10, 20, 12)
const at = (n: number) => `${new Date(NOON + n * 1_000).toISOString().slice(0, 19)}+0000`

/** A TAU with so many rows, one a second, in its own pages of ten; what was fetched and told over all lives. */
function world(count: number, since = 0, all = count) {
  const store = new TauStore()
  const add = (n: number, created = at(n)) =>
    store.add({ id: `r${n}`, event_type: 'x', event_data: {}, created })
  for (let n = 0; n < count; n += 1) add(n)
  const told: string[] = []
  let pages = 0
  let most = 0
  let kept: FetchPosition | undefined
  const whole: FetchPosition = { way: 'down', page: '', since, until: NOON + (all - 1) * 1_000 }
  const failures: Error[] = []
  const arrivals: { readonly after: number; readonly more: number }[] = []

  async function page(query = '') {
    pages += 1
    for (const { after, more } of arrivals)
      if (pages === after + 1) for (let n = 0; n < more; n += 1) add(count + n)
    const failure = failures.shift()
    if (failure) throw failure
    const found = store.page(new URLSearchParams(query), 'http://tau/api/v1/twitch-events')
    const rows = found.results.flatMap(one => parseRow(one) ?? [])
    most = Math.max(most, rows.length)
    const search = (link: string | null) => (link === null ? undefined : new URL(link).search)
    return { rows, next: search(found.next), previous: search(found.previous) }
  }

  /** One life: until it is done, or so many pages were asked for. */
  async function life({ dies = Number.POSITIVE_INFINITY } = {}) {
    const ending = new AbortController()
    const start = pages
    const warned: string[] = []
    const silent = () => undefined
    const done = fetchEverything({
      rest: {
        page: async query => {
          if (pages - start >= dies) ending.abort()
          return page(query)
        },
      },
      position: () => kept ?? whole,
      save: position => {
        kept = position
      },
      log: { debug: silent, info: silent, error: silent, warn: one => warned.push(String(one)) },
      signal: ending.signal,
      tell: async (row: TauRow) => {
        if (!ending.signal.aborted) told.push(row.id ?? '')
      },
    })
    let isOver = false
    const over = done.finally(() => {
      isOver = true
    })
    for (let round = 0; !isOver && round < 5_000; round += 1)
      await vi.advanceTimersByTimeAsync(1_000)
    await over
    return warned
  }

  return {
    ...{ add, life, told, failures },
    /** So many rows come between one page and the next. */
    comes: (arrival: (typeof arrivals)[number]) => arrivals.push(arrival),
    pages: () => pages,
    most: () => most,
    kept: () => kept,
  }
}

const rows = (count: number) => Array.from({ length: count }, (_, n) => `r${n}`)

describe('everything TAU stored', () => {
  test.each([0, 1, 9, 10, 11, 20, 137])('is told oldest first, each once: %i rows', async count => {
    const tau = world(count)
    await tau.life()
    expect(tau.told).toEqual(rows(count))
    expect(tau.kept()?.way).toBe('done')
    const pages = tau.pages()
    await tau.life()
    expect(tau.pages()).toBe(pages)
  })

  test('is 5,000 rows with no more than a page in hand, and twice the pages', async () => {
    const tau = world(5_000)
    await tau.life()
    expect(tau.told).toEqual(rows(5_000))
    expect(tau.most()).toBe(10)
    expect(tau.pages()).toBeLessThanOrEqual(1_002)
  })

  test('goes on after any number of ends where it was, without a gap', async () => {
    const tau = world(200)
    for (let lives = 0; tau.kept()?.way !== 'done' && lives < 100; lives += 1)
      await tau.life({ dies: 3 })
    expect([...new Set(tau.told)]).toEqual(rows(200))
  })

  test('leaves to others what comes while it is under way', async () => {
    const tau = world(60)
    await tau.life({ dies: 4 })
    for (let n = 60; n < 95; n += 1) tau.add(n)
    await tau.life()
    expect([...new Set(tau.told)]).toEqual(rows(60))
  })

  test('is told whole, whenever rows come meanwhile', async () => {
    for (const count of [25, 60]) {
      for (let after = 1; after <= 14; after += 1) {
        for (const more of [1, 10, 11]) {
          const tau = world(count)
          tau.comes({ after, more })
          await tau.life()
          expect(tau.told, `${more} rows behind page ${after}`).toEqual(rows(count))
        }
      }
    }
  })

  test('is told whole though nobody can say when some of it was stored', async () => {
    const tau = world(0, 0, 25)
    for (let n = 0; n < 25; n += 1) tau.add(n, n % 5 === 0 ? 'long ago' : at(n))
    await tau.life()
    expect(tau.told).toEqual(rows(25))
  })

  test('is no more than a stretch of it, where the rest was told: no page below is asked for', async () => {
    const tau = world(200, NOON + 150_000)
    await tau.life()
    expect(tau.told).toEqual(rows(200).slice(150))
    expect(tau.pages()).toBeLessThanOrEqual(13)
  })

  test('waits where TAU cannot answer, and says so', async () => {
    const tau = world(25)
    tau.failures.push(new RestFailure('it answered HTTP 500', { status: 500 }))
    const before = Date.now()
    const warned = await tau.life()
    expect(Date.now() - before).toBeGreaterThanOrEqual(RETRY_MS)
    expect(tau.told).toEqual(rows(25))
    expect(warned).toEqual([expect.stringContaining('retrying every minute')])
  })
})
