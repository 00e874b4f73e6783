import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type {
  Answer,
  Connection,
  ConnectionState,
} from '../../../../../plugins/web/page/connection.ts'
import { linesOf } from '../../../../../plugins/web/page/curves/course/activity.ts'
import { LiveCourse } from '../../../../../plugins/web/page/curves/course/live-course.ts'
import { Store } from '../../../../../plugins/web/page/store.ts'
import { activity, BEGIN, MINUTE, type Told } from './courses.ts'

const GONE = { code: 'gone', what: 'Promethean is not responding' }

/** An instance with these streams, the newest first. */
class FakeInstance implements Pick<Connection, 'call' | 'state' | 'whenOpen'> {
  readonly state = new Store<ConnectionState>('open')
  readonly asked: unknown[] = []
  readonly courses = new Map<string, readonly Told[]>()
  streams: readonly { session: string; end?: string }[] = []
  refusal: typeof GONE | undefined
  /** The only stream that is refused; default: everything. */
  refused: string | undefined

  whenOpen(work: () => void): () => void {
    if (this.state.value === 'open') work()
    return this.state.subscribe(() => this.state.value === 'open' && work())
  }

  async call<T>(
    name: string,
    input: { session?: string; since?: string } = {},
  ): Promise<Answer<T>> {
    this.asked.push([name, input])
    if (this.state.value !== 'open') return { done: false, refusal: GONE }
    const { session = '', since } = input
    if (this.refusal && (this.refused ?? session) === session)
      return { done: false, refusal: this.refusal }
    const from = since === undefined || since === '1h' ? 0 : (Date.parse(since) - BEGIN) / MINUTE
    const told = (this.courses.get(session) ?? []).filter(({ minute }) => minute >= from)
    const value =
      name === 'sessions' ? { sessions: this.streams, more: false } : activity(told, { session })
    // Of the two operations that are asked for.
    return { done: true, value: value as T }
  }
}

describe('the newest stream', () => {
  let instance: FakeInstance
  let live: LiveCourse
  let end: () => void
  const lines = () => live.newest.value.course?.points.map(linesOf)

  beforeEach(() => {
    vi.useFakeTimers()
    instance = new FakeInstance()
    instance.streams = [{ session: 'today' }, { session: 'yesterday', end: 'then' }]
    instance.courses.set('today', [
      { minute: 0, lines: { twitch: 4 } },
      { minute: 1, lines: { twitch: 1 } },
    ])
    instance.courses.set('yesterday', [{ minute: 0, lines: { kick: 9 } }])
    live = new LiveCourse(instance)
  })

  afterEach(() => {
    end?.()
    vi.useRealTimers()
  })

  const start = async () => {
    end = live.start()
    await vi.advanceTimersByTimeAsync(0)
  }

  it('is read whole, with the one before it', async () => {
    expect(live.newest.value).toEqual({ isRead: false })
    await start()
    expect(lines()).toEqual([4, 1])
    expect(live.newest.value.before?.points.map(linesOf)).toEqual([9])
  })

  it('grows every 5 s, and only its last minute is asked for again', async () => {
    await start()
    instance.asked.length = 0
    instance.courses.set('today', [
      { minute: 0, lines: { twitch: 4 } },
      { minute: 1, lines: { twitch: 7 } },
      { minute: 2, lines: { twitch: 2 } },
    ])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(lines()).toEqual([4, 7, 2])
    const since = new Date(BEGIN + MINUTE).toISOString()
    expect(instance.asked).toEqual([
      ['sessions', { limit: 2 }],
      ['activity', { session: 'today', since, step: 60 }],
    ])
    expect(live.newest.value.before?.points).toHaveLength(1)
  })

  it('is another one once a new one has begun', async () => {
    await start()
    instance.streams = [{ session: 'tonight' }, { session: 'today' }]
    instance.courses.set('tonight', [{ minute: 0, lines: { trovo: 2 } }])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(lines()).toEqual([2])
    expect(live.newest.value.before?.points.map(linesOf)).toEqual([4, 1])
  })

  it('is read whole once a minute, as late lines and the end of an outage change what was', async () => {
    await start()
    instance.courses.set('today', [
      { minute: 0, lines: { twitch: 5 } },
      { minute: 1, lines: { twitch: 1 } },
    ])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(lines()).toEqual([4, 1])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(lines()).toEqual([5, 1])
  })

  it('is the last hour from its first line on, with test events, as long as there was no stream', async () => {
    instance.streams = []
    instance.courses.set('', [{ minute: 0 }, { minute: 1, lines: { twitch: 3 } }, { minute: 2 }])
    await start()
    expect(live.newest.value.stream).toBeUndefined()
    expect(lines()).toEqual([3, 0])
    expect(instance.asked.at(-1)).toEqual(['activity', { since: '1h', tests: true }])
  })

  it('is shown although the one before it cannot be read any more', async () => {
    instance.refusal = { code: 'not_found', what: 'the journal has no stream yesterday' }
    instance.refused = 'yesterday'
    await start()
    expect(lines()).toEqual([4, 1])
    expect(live.newest.value.before).toBeUndefined()
    expect(live.newest.value.refusal).toBeUndefined()
  })

  it('stays shown when it is refused, with the refusal; and goes on once it is answered', async () => {
    await start()
    instance.refusal = { code: 'journal', what: 'the journal cannot be read' }
    await vi.advanceTimersByTimeAsync(5_000)
    expect(lines()).toEqual([4, 1])
    expect(live.newest.value.refusal?.what).toBe('the journal cannot be read')
    instance.refusal = undefined
    await vi.advanceTimersByTimeAsync(5_000)
    expect(live.newest.value.refusal).toBeUndefined()
  })

  it('has no hole after the connection was lost for minutes', async () => {
    await start()
    instance.state.set('gone')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(live.newest.value.refusal).toBeUndefined()
    instance.courses.set(
      'today',
      [4, 5, 6, 7].map((count, minute) => ({ minute, lines: { twitch: count } })),
    )
    instance.state.set('open')
    await vi.advanceTimersByTimeAsync(0)
    expect(lines()).toEqual([4, 5, 6, 7])
  })

  it('is no longer asked for once nobody looks', async () => {
    await start()
    end()
    instance.asked.length = 0
    await vi.advanceTimersByTimeAsync(60_000)
    expect(instance.asked).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})
