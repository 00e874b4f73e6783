import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type {
  Answer,
  Connection,
  ConnectionState,
} from '../../../../../plugins/web/page/connection.ts'
import { Store } from '../../../../../plugins/web/page/store.ts'
import { lengthText } from '../../../../../plugins/web/page/streams/length.ts'
import { moneyText } from '../../../../../plugins/web/page/streams/money.ts'
import { hasWords, statementsIn } from '../../../../../plugins/web/page/streams/recap.ts'
import {
  areLinesGone,
  lengthOf,
  merged,
  type Stream,
  titlesOf,
} from '../../../../../plugins/web/page/streams/stream.ts'
import { StreamList } from '../../../../../plugins/web/page/streams/stream-list.ts'
import { course } from '../curves/courses.ts'

const HOUR = 3_600_000

function stream(day: number, more: Partial<Stream> = {}): Stream {
  const begin = new Date(Date.UTC(2026, 0, day, 19)).toISOString()
  const none = {
    lines: 0,
    chatters: 0,
    follows: 0,
    subs: 0,
    gifts: 0,
    bits: 0,
    raids: 0,
    raiders: 0,
  }
  return { session: `${begin.slice(0, 16)}Z`, begin, titles: [], tips: [], ...none, ...more }
}

/** Streams of an instance, and a connection to it. */
class FakeInstance implements Pick<Connection, 'call' | 'state' | 'whenOpen'> {
  readonly state = new Store<ConnectionState>('open')
  readonly asked: unknown[] = []
  streams: readonly Stream[] = []
  isRefusing = false

  whenOpen(work: () => void): () => void {
    if (this.state.value === 'open') work()
    return this.state.subscribe(() => this.state.value === 'open' && work())
  }

  async call<T>(_: string, input: { limit?: number; until?: string } = {}): Promise<Answer<T>> {
    this.asked.push(input)
    if (this.state.value !== 'open') return { done: false, refusal: { code: 'gone', what: 'gone' } }
    if (this.isRefusing) return { done: false, refusal: { code: 'journal', what: 'no journal' } }
    const { limit = 20, until = '9' } = input
    const found = this.streams.filter(({ begin }) => begin < until)
    const value = { sessions: found.slice(0, limit), more: found.length > limit }
    // `sessions` is all that is asked for.
    return { done: true, value: value as T }
  }
}

describe('the list of past streams', () => {
  let instance: FakeInstance
  let list: StreamList
  let end: () => void
  const days = () => list.known.value.streams.map(({ begin }) => new Date(begin).getUTCDate())

  beforeEach(async () => {
    vi.useFakeTimers()
    instance = new FakeInstance()
    instance.streams = Array.from({ length: 30 }, (_, index) => stream(30 - index))
    list = new StreamList(instance)
    end = list.start()
    await vi.advanceTimersByTimeAsync(0)
  })

  afterEach(() => {
    end()
    vi.useRealTimers()
  })

  it('begins with the newest twenty, and says that there are older ones', () => {
    expect(days()).toEqual(Array.from({ length: 20 }, (_, index) => 30 - index))
    expect(list.known.value.more).toBe(true)
  })

  it('older ones follow below, until there are no more', async () => {
    await list.older()
    expect(days()).toHaveLength(30)
    expect(list.known.value.more).toBe(false)
  })

  it('a stream that has begun since comes first, and the pages read before stay', async () => {
    await list.older()
    instance.streams = [stream(31, { lines: 4 }), ...instance.streams]
    await vi.advanceTimersByTimeAsync(30_000)
    expect(days()).toHaveLength(31)
    expect(list.known.value.streams[0]?.lines).toBe(4)
    expect(list.known.value.more).toBe(false)
  })

  it('a stream that goes on is shown as it is now', async () => {
    instance.streams = instance.streams.map((one, index) =>
      index === 0 ? stream(30, { lines: 9 }) : one,
    )
    await vi.advanceTimersByTimeAsync(30_000)
    expect(list.known.value.streams[0]?.lines).toBe(9)
    expect(days()).toHaveLength(20)
  })

  it('stays shown when it is refused, with the refusal, until it is answered', async () => {
    instance.isRefusing = true
    await vi.advanceTimersByTimeAsync(30_000)
    expect(days()).toHaveLength(20)
    expect(list.known.value.refusal?.what).toBe('no journal')
    instance.isRefusing = false
    await vi.advanceTimersByTimeAsync(30_000)
    expect(list.known.value.refusal).toBeUndefined()
  })

  it('says nothing of its own while the connection is lost, and is not asked for', async () => {
    instance.state.set('gone')
    instance.asked.length = 0
    await list.older()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(list.known.value.refusal).toBeUndefined()
    expect(instance.asked).toHaveLength(1)
  })

  it('is read at once after the connection was lost, and no more once nobody looks', async () => {
    instance.asked.length = 0
    instance.state.set('gone')
    instance.state.set('open')
    await vi.advanceTimersByTimeAsync(0)
    expect(instance.asked).toEqual([{ limit: 20 }])
    end()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(instance.asked).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('what is told of a stream', () => {
  it('it lasts until now while it runs, and never less than nothing', () => {
    const begin = Date.parse(stream(1).begin)
    expect(lengthOf(stream(1), begin + HOUR)).toBe(HOUR)
    expect(lengthOf(stream(1), begin - HOUR)).toBe(0)
    const end = new Date(begin + 2 * HOUR).toISOString()
    expect(lengthOf(stream(1, { end }), begin + 9 * HOUR)).toBe(2 * HOUR)
  })

  it('its last title comes first, each once', () => {
    const titles = ['one', 'two', 'one'].map(title => ({ title, at: stream(1).begin }))
    expect(titlesOf(stream(1, { titles }))).toEqual({ last: 'one', before: ['two'] })
    expect(titlesOf(stream(1))).toEqual({ last: undefined, before: [] })
  })

  it('its messages may be deleted before its totals are', () => {
    const [quiet, lively] = [course([{ minute: 0 }]), course([{ minute: 0, lines: { kick: 1 } }])]
    expect(areLinesGone(stream(1, { lines: 9 }), quiet)).toBe(true)
    expect(areLinesGone(stream(1, { lines: 9 }), lively)).toBe(false)
    expect(areLinesGone(stream(1, { lines: 0 }), quiet)).toBe(false)
    expect(areLinesGone(stream(1), course([]))).toBe(true)
  })

  it('a length is said in words', () => {
    const minutes = [0, 1, 2, 59, 60, 61, 216, 1441]
    expect(minutes.map(minute => lengthText(minute * 60_000))).toEqual([
      'less than a minute',
      '1 minute',
      '2 minutes',
      '59 minutes',
      '1 hour',
      '1 hour 1 minute',
      '3 hours 36 minutes',
      '24 hours 1 minute',
    ])
  })

  it('money of a currency is written as such, anything else with its name', () => {
    expect(moneyText(15, 'EUR')).toMatch(/15.00/)
    expect(moneyText(15, 'gems')).toBe('15 gems')
    expect(moneyText(15, '')).toBe('15')
  })

  it('whatever a currency is called, it can be shown', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.string(), (amount, currency) => {
        expect(moneyText(amount, currency)).not.toBe('')
      }),
    )
  })

  it('whatever pages come in whatever order, each stream is there once, the newest first', () => {
    const page = fc.array(fc.integer({ min: 1, max: 28 }).map(day => stream(day)))
    fc.assert(
      fc.property(page, page, (known, read) => {
        const begins = merged(known, read).map(({ begin }) => begin)
        expect(begins).toEqual(
          [...new Set([...known, ...read].map(({ begin }) => begin))].sort().reverse(),
        )
      }),
    )
  })
})

describe('the recap of a stream', () => {
  const summary = {
    ...{ happened: [], jokes: [{ text: 'Soup.', events: ['a', 'a', 'b'] }], questions: [] },
    ...{ model: 'llama3.2', lines: 7, read: 5 },
  }

  it('has its sentences by kind, each with its events once', () => {
    expect(statementsIn(summary)).toEqual([
      ['happened', []],
      ['jokes', [{ text: 'Soup.', events: ['a', 'b'] }]],
      ['questions', []],
    ])
  })

  it('says nothing without a sentence', () => {
    expect(hasWords(summary)).toBe(true)
    expect(hasWords({ ...summary, jokes: [] })).toBe(false)
  })
})
