import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LiveEvents } from '../../../../../plugins/web/page/live/live-events.ts'
import { FakeInstance } from '../../../../support/page/fake-instance.ts'

const MOST = 2_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a page', () => {
  test('shows what was kept before it was opened, then what happens', async () => {
    const page = pageOf()
    page.instance.happen(lines(1, 3))
    await page.open()
    page.instance.happen(lines(4, 5))
    expect(page.shown).toEqual(ids(1, 5))
  })

  test('keeps what happens while it reads in its place', async () => {
    const page = pageOf()
    page.instance.happen(lines(1, 3))
    page.instance.open()
    page.instance.happen(lines(4, 5))
    expect(page.shown).toEqual([])
    await page.settle()
    expect(page.shown).toEqual(ids(1, 5))
  })

  test('waits for a commit that is late rather than miss what it brings', async () => {
    const page = pageOf()
    page.instance.happen(lines(1, 2))
    page.instance.happen(lines(3, 3), { committed: false })
    page.instance.open()
    page.instance.happen(lines(4, 4), { committed: false })
    await vi.advanceTimersByTimeAsync(600)
    expect(page.shown).toEqual([])
    page.instance.commit()
    await page.settle()
    expect(page.shown).toEqual(ids(1, 4))
  })

  test('goes on with live events while the journal cannot be written', async () => {
    const page = pageOf()
    page.instance.happen(lines(1, 2))
    page.instance.open()
    page.instance.happen(lines(3, 4), { committed: false })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.shown).toEqual(ids(1, 4))
  })

  test.each([1, 499, 500, 501, 1_700])(
    'misses none of %i lines and doubles none over a lost connection',
    async missed => {
      const page = pageOf()
      page.instance.happen(lines(1, 10))
      await page.open()
      page.instance.lose()
      expect(page.live.state.value).toBe('late')
      page.instance.happen(lines(11, 10 + missed))
      page.instance.open()
      page.instance.happen(lines(11 + missed, 12 + missed))
      await page.settle()
      expect(page.live.state.value).toBe('live')
      expect(page.shown).toEqual(ids(1, 12 + missed))
    },
  )

  test('goes on after an instance that lost its last lines', async () => {
    const page = pageOf()
    page.instance.happen(lines(1, 10))
    await page.open()
    page.instance.happen(lines(11, 12), { committed: false })
    page.instance.crash()
    page.instance.happen(lines(13, 15))
    await page.open()
    expect(page.shown).toEqual(ids(1, 15))
  })

  test('misses none of two lines that were told in one order and kept in the other', async () => {
    const page = pageOf()
    await page.open()
    const [one, other] = [lines(1, 1), lines(2, 2)]
    page.instance.happen(one, { committed: false })
    page.instance.crash()
    page.instance.happen([...other, ...one])
    await page.open()
    expect(page.shown.toSorted()).toEqual(ids(1, 2))
  })

  test('reads no more than it shows after a day away', async () => {
    const page = pageOf()
    page.instance.happen(lines(1, 10))
    await page.open()
    page.instance.lose()
    page.instance.happen(lines(11, 20_000))
    const before = page.instance.asked.length
    await page.open()
    expect(page.shown.slice(10)).toEqual(ids(20_000 - MOST + 1, 20_000))
    // Of chat four pages, of the rest one, and the tail.
    expect(page.instance.asked.length - before).toBe(6)
  })

  test('fetches what it was too slow for, in its place', async () => {
    const page = pageOf()
    await page.open()
    page.instance.happen(lines(1, 2))
    page.instance.skip(lines(3, 300), lines(301, 302))
    page.instance.skip(lines(303, 400))
    page.instance.happen(lines(401, 402))
    await page.settle()
    expect(page.shown).toEqual(ids(1, 402))
  })

  test('asks again while the instance starts', async () => {
    const page = pageOf()
    page.instance.isStarting = true
    page.instance.happen(lines(1, 3))
    page.instance.open()
    page.instance.endTail()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(page.shown).toEqual([])
    expect(page.live.refusal.value?.what).toBe('it still starts')
    page.instance.isStarting = false
    await vi.advanceTimersByTimeAsync(5_000)
    expect(page.live.refusal.value).toBeUndefined()
    page.instance.happen(lines(4, 4))
    expect(page.shown).toEqual(ids(1, 4))
  })

  test('gives each event to who shows its type', async () => {
    const page = pageOf()
    page.instance.happen([...lines(1, 2), { id: 'raid', type: 'channel.raided' }])
    await page.open()
    page.instance.happen([{ id: 'title', type: 'title.changed' }, ...lines(3, 3)])
    expect(page.shown).toEqual(ids(1, 3))
    expect(page.others).toEqual(['raid', 'title'])
  })

  test('that is closed asks for nothing more', async () => {
    const page = pageOf()
    page.instance.open()
    page.live.stop()
    await vi.advanceTimersByTimeAsync(5_000)
    page.instance.lose()
    page.instance.open()
    expect(page.instance.asked.map(({ name }) => name)).toEqual(['tail'])
  })
})

function pageOf() {
  const instance = new FakeInstance()
  const shown: string[] = []
  const others: string[] = []
  const live = new LiveEvents(instance, [
    {
      types: ['chat.message'],
      most: MOST,
      onEvents: events => shown.push(...events.map(({ id }) => id)),
    },
    {
      types: ['channel.raided', 'title.changed'],
      most: 500,
      onEvents: events => others.push(...events.map(({ id }) => id)),
    },
  ])
  live.start()
  const settle = () => vi.advanceTimersByTimeAsync(2_000)
  const open = () => {
    instance.open()
    return settle()
  }
  return { instance, live, shown, others, settle, open }
}

function lines(from: number, to: number) {
  return ids(from, to).map(id => ({ id, type: 'chat.message' }))
}

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`)
}
