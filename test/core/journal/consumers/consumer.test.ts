import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refused } from '../../../../core/errors.ts'
import type { Event } from '../../../../core/events/event.ts'
import { Consumer, type ConsumerParts } from '../../../../core/journal/consumers/consumer.ts'
import { Pauses } from '../../../../core/journal/consumers/pauses.ts'
import type { ConsumerSettings } from '../../../../core/journal/consumers/reader.ts'
import type { Journal, JournalEntry, Position } from '../../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../../core/journal/sqlite/journal.ts'
import type { ConsumeFunction } from '../../../../core/plugin/context.ts'
import { DROPPED, follow, line, lines, START } from '../entries.ts'

const SETTINGS: ConsumerSettings = {
  name: 'log',
  types: undefined,
  max: 500,
  everyMs: 0,
  from: 'beginning',
  tests: false,
  deadlineMs: 60_000,
}

let journal: Journal
beforeEach(async () => {
  vi.useFakeTimers()
  journal = await openMemoryJournal()
})
afterEach(async () => {
  vi.useRealTimers()
  await journal.close()
})

interface Told {
  readonly pauses: Pauses
  readonly troubles: { reason: string; inMs: number }[]
  readonly recovered: () => number
  readonly parked: string[]
  readonly commit: (...entries: readonly JournalEntry[]) => Promise<void>
  readonly consumer: (
    take: ConsumeFunction<Event['type']>,
    settings?: Partial<ConsumerSettings>,
  ) => Consumer
}

/** What the runtime does for consumers, around a journal. */
async function bench(
  overrides: Partial<Journal> = {},
  judge: ConsumerParts['judgeAgain'] = event => event,
): Promise<Told> {
  const looks = new Set<() => void>()
  const troubles: { reason: string; inMs: number }[] = []
  const parked: string[] = []
  let recovered = 0
  let committed: Position = await journal.end()
  const port = { ...journal, ...overrides }
  const pauses = new Pauses()
  return {
    pauses,
    troubles,
    parked,
    recovered: () => recovered,
    commit: async (...entries) => {
      await journal.append(entries)
      committed = await journal.end()
      for (const look of [...looks]) look()
    },
    consumer: (take, settings = {}) =>
      new Consumer({ ...SETTINGS, ...settings }, take, {
        journal: port,
        follow: () => ({
          read: range => port.read(range),
          holds: () => false,
          end: () => undefined,
        }),
        committed: () => committed,
        onCommit: look => {
          looks.add(look)
          return () => looks.delete(look)
        },
        judgeAgain: judge,
        onTrouble: (_consumer, trouble) => {
          if (trouble === undefined) recovered += 1
          else
            troubles.push({ reason: trouble.reason, inMs: trouble.retryAt.getTime() - Date.now() })
        },
        redact: text => text,
        onExpired: () => undefined,
        pauses,
        onParked: (_consumer, event) => parked.push(event.id),
      }),
  }
}

/** A far end that writes down what it was given, and fails while `failure` is set. */
function farEnd() {
  const batches: string[][] = []
  const state: { failure: Error | undefined } = { failure: undefined }
  const take = (events: readonly Event[]) => {
    if (state.failure !== undefined) throw state.failure
    batches.push(events.map(numberOf))
  }
  return { batches, take, state, taken: () => batches.flat() }
}

function numberOf({ id }: { readonly id: string }): string {
  return id.slice(id.lastIndexOf(':') + 1)
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
}

/** Lets what is ready happen; no time passes. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
}

describe('a durable consumer', () => {
  it('gets what was kept, in order, in batches of at most its size', async () => {
    const { commit, consumer } = await bench()
    const { batches, take } = farEnd()
    await commit(...lines(1, 7))
    const reader = consumer(take, { max: 3 })
    reader.start()
    await settle()
    expect(batches).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']])
    await commit(line(8))
    await settle()
    expect(batches.at(-1)).toEqual(['8'])
    expect(reader.delivered).toBe(8)
    await reader.stop(0)
  })

  it('waits for more as long as its batch says, no longer once the batch is full', async () => {
    const { commit, consumer } = await bench()
    const { batches, take } = farEnd()
    const reader = consumer(take, { max: 3, everyMs: 1_000 })
    reader.start()
    await commit(line(1))
    await vi.advanceTimersByTimeAsync(500)
    await commit(line(2))
    expect(batches).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    expect(batches).toEqual([['1', '2']])
    await commit(...lines(3, 6))
    await settle()
    expect(batches.at(-1)).toEqual(['3', '4', '5'])
    await reader.stop(0)
  })

  it('gets only its types, no dropped event, and test events only on asking', async () => {
    const { commit, consumer } = await bench()
    const plain = farEnd()
    const withTests = farEnd()
    const follows = farEnd()
    await commit(line(1), line(2, { verdict: DROPPED }), line(3, { test: true }), follow(4))
    const readers = [
      consumer(plain.take, { name: 'plain' }),
      consumer(withTests.take, { name: 'tests', tests: true }),
      consumer(follows.take, { name: 'follows', types: ['channel.followed'] }),
    ]
    for (const reader of readers) reader.start()
    await settle()
    expect(plain.taken()).toEqual(['1', '4'])
    expect(withTests.taken()).toEqual(['1', '3', '4'])
    expect(follows.taken()).toEqual(['4'])
    await Promise.all(readers.map(reader => reader.stop(0)))
  })

  it('gets a changed event changed and without what the source told', async () => {
    const { commit, consumer } = await bench()
    const seen: Event[] = []
    const { event } = line(1, { raw: { secret: 'told' } })
    await commit({
      event,
      verdict: { kept: true, changed: { by: 'polite', data: { ...event.data, text: 'hello' } } },
    })
    const reader = consumer(events => {
      seen.push(...events)
    })
    reader.start()
    await settle()
    expect(seen).toMatchObject([{ data: { text: 'hello' } }])
    expect(seen[0]).not.toHaveProperty('raw')
    await reader.stop(0)
  })

  it('starts at the end where it asks for what comes from now on', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    await commit(...lines(1, 3))
    const reader = consumer(take, { from: 'now' })
    reader.start()
    await settle()
    await commit(line(4))
    await settle()
    expect(taken()).toEqual(['4'])
    await reader.stop(0)
  })

  it('goes on after a restart where it stopped, nothing twice', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    await commit(...lines(1, 5))
    const first = consumer(take, { max: 2 })
    first.start()
    await settle()
    await first.stop(0)
    await commit(...lines(6, 8))
    const second = consumer(take)
    second.start()
    await settle()
    expect(taken()).toEqual(numbers(1, 8))
    await second.stop(0)
  })

  it('gets a batch again whose end was never acknowledged', async () => {
    const { commit, consumer } = await bench({ acknowledge: () => new Promise(() => undefined) })
    const { take, taken } = farEnd()
    await commit(...lines(1, 2))
    consumer(take).start()
    await settle()
    const { consumer: again } = await bench()
    const reader = again(take)
    reader.start()
    await settle()
    expect(taken()).toEqual(['1', '2', '1', '2'])
    await reader.stop(0)
  })

  it('tells how many events wait for it', async () => {
    const { commit, consumer } = await bench()
    const { take, state } = farEnd()
    state.failure = new Error('away')
    await commit(...lines(1, 3), follow(4))
    const reader = consumer(take, { types: ['chat.message'], max: 2 })
    expect(await reader.lag()).toBe(3)
    reader.start()
    await settle()
    expect(await reader.lag()).toBe(3)
    state.failure = undefined
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await reader.lag()).toBe(0)
    await reader.stop(0)
  })

  it('tells before its first reading only what is behind its cursor', async () => {
    const { commit, consumer } = await bench()
    await commit(...lines(1, 3))
    expect(await consumer(() => undefined, { from: 'now' }).lag()).toBe(0)
    expect(await consumer(() => undefined, { from: 'beginning' }).lag()).toBe(3)
  })
})

describe('an outage', () => {
  it('is waited out with longer and longer pauses, with jitter, up to a minute', async () => {
    const { commit, consumer, troubles } = await bench()
    const { take, state } = farEnd()
    state.failure = new Error('the database is away')
    await commit(line(1))
    const reader = consumer(take)
    reader.start()
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    const waits = troubles.map(({ inMs }) => inMs)
    const steps = [1, 2, 4, 8, 16, 32, 60, 60].map(seconds => seconds * 1_000)
    steps.forEach((step, index) => {
      expect(waits[index]).toBeGreaterThanOrEqual(step * 0.8)
      expect(waits[index]).toBeLessThanOrEqual(step * 1.2)
    })
    expect(new Set(waits.slice(6)).size).toBeGreaterThan(1)
    expect(troubles[0]?.reason).toBe('the database is away')
    await reader.stop(0)
  })

  it('of an hour parks nothing, and everything comes in order once it is over', async () => {
    const { commit, consumer, parked, recovered } = await bench()
    const { take, taken, state } = farEnd()
    state.failure = new Error('away')
    await commit(...lines(1, 50))
    const reader = consumer(take, { max: 20 })
    reader.start()
    await vi.advanceTimersByTimeAsync(60 * 60_000)
    await commit(...lines(51, 60))
    state.failure = undefined
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    expect(taken()).toEqual(numbers(1, 60))
    expect(parked).toEqual([])
    expect(await journal.parked()).toEqual([])
    expect(recovered()).toBeGreaterThan(0)
    await reader.stop(0)
  })

  it('of the journal itself is waited out too', async () => {
    let isAway = true
    const { commit, consumer, troubles } = await bench({
      openCursor: (name, from) =>
        isAway ? Promise.reject(new Error('disk')) : journal.openCursor(name, from),
    })
    const { take, taken } = farEnd()
    await commit(line(1))
    const reader = consumer(take)
    reader.start()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(troubles.length).toBeGreaterThan(1)
    isAway = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(taken()).toEqual(['1'])
    await reader.stop(0)
  })

  it('of the journal after a delivery does not deliver again', async () => {
    let isAway = true
    const { commit, consumer } = await bench({
      acknowledge: (name, epoch, position) =>
        isAway ? Promise.reject(new Error('disk')) : journal.acknowledge(name, epoch, position),
    })
    const { take, taken } = farEnd()
    await commit(...lines(1, 3))
    const reader = consumer(take)
    reader.start()
    await vi.advanceTimersByTimeAsync(10_000)
    isAway = false
    await commit(line(4))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(taken()).toEqual(['1', '2', '3', '4'])
    await reader.stop(0)
    expect((await journal.cursors())[0]?.position).toBe(4)
  })
})

describe('a poison event', () => {
  it('stands parked with its error after seconds, and everything else still works meanwhile', async () => {
    const { commit, consumer, parked } = await bench()
    const { taken, take } = farEnd()
    await commit(...lines(1, 9))
    const reader = consumer(events => {
      if (events.some(event => numberOf(event) === '4')) throw new Error('no column for this')
      return take(events)
    })
    reader.start()
    await vi.advanceTimersByTimeAsync(1_500)
    expect(taken()).toEqual(['1', '2', '3', '5', '6', '7', '8', '9'])
    await commit(line(10))
    await vi.advanceTimersByTimeAsync(1_500)
    expect(taken()).toContain('10')
    await vi.advanceTimersByTimeAsync(15_000)
    expect(parked).toEqual(['twitch:chat.message:4'])
    expect(await journal.parked('log')).toMatchObject([
      {
        eventId: 'twitch:chat.message:4',
        type: 'chat.message',
        position: 4,
        error: 'no column for this',
      },
    ])
    expect(await reader.lag()).toBe(0)
    await reader.stop(0)
    expect((await journal.cursors())[0]?.position).toBe(10)
  })

  it('is parked at once where the consumer refuses it by name', async () => {
    const { commit, consumer, parked, troubles } = await bench()
    const { taken, take } = farEnd()
    await commit(...lines(1, 3))
    const reader = consumer(events => {
      const eventIds = events.filter(event => numberOf(event) === '2').map(({ id }) => id)
      if (eventIds.length > 0) throw new Refused('too large', { eventIds })
      return take(events)
    })
    reader.start()
    await settle()
    expect(parked).toEqual(['twitch:chat.message:2'])
    expect(taken()).toEqual(['1', '3'])
    expect(troubles).toEqual([])
    await reader.stop(0)
  })

  it('is not lost where it cannot be parked', async () => {
    let isAway = true
    const { commit, consumer } = await bench({
      park: all => (isAway ? Promise.reject(new Error('disk')) : journal.park(all)),
    })
    await commit(line(1))
    const reader = consumer(() => {
      throw new Refused('never')
    })
    reader.start()
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await journal.cursors())[0]?.position).toBe(0)
    isAway = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await journal.parked()).toMatchObject([{ eventId: 'twitch:chat.message:1' }])
    await reader.stop(0)
  })

  it('is tried again on asking: taken where it works now, parked anew where not', async () => {
    const { commit, consumer } = await bench()
    const { taken, take } = farEnd()
    const bad = new Set(['1', '2'])
    await commit(...lines(1, 3))
    const reader = consumer(events => {
      const eventIds = events.filter(event => bad.has(numberOf(event))).map(({ id }) => id)
      if (eventIds.length > 0) throw new Refused(`refused ${bad.size}`, { eventIds })
      return take(events)
    })
    reader.start()
    await settle()
    expect(await journal.parked()).toHaveLength(2)
    bad.delete('1')
    expect(await reader.retryParked()).toBe(1)
    expect(taken()).toEqual(['3', '1'])
    expect(await journal.parked()).toMatchObject([{ position: 2, error: 'refused 1' }])
    await reader.stop(0)
  })
})

it('a retry of what is parked waits for the batch at hand: the function is never called twice at once', async () => {
  const { commit, consumer } = await bench()
  let refuses = true
  let atOnce = 0
  let most = 0
  const waiting: (() => void)[] = []
  await commit(line(1))
  const reader = consumer(async ([first]) => {
    if (refuses) throw new Refused('not now', { eventIds: [first?.id ?? ''] })
    most = Math.max(most, ++atOnce)
    await new Promise<void>(done => waiting.push(done))
    atOnce -= 1
  })
  reader.start()
  await settle()
  refuses = false
  await commit(line(2))
  await settle()
  const retried = reader.retryParked()
  await settle()
  expect(waiting).toHaveLength(1)
  waiting.shift()?.()
  await settle()
  waiting.shift()?.()
  expect(await retried).toBe(1)
  expect(most).toBe(1)
  await reader.stop(0)
})

describe('the time a handler has', () => {
  it('ends with its signal and a sentence, and the batch comes again', async () => {
    const { commit, consumer, troubles } = await bench()
    const signals: AbortSignal[] = []
    await commit(line(1))
    const reader = consumer(
      (_events, signal) => {
        signals.push(signal)
        return signals.length > 1 ? undefined : new Promise(() => undefined)
      },
      { deadlineMs: 2_500.5 },
    )
    reader.start()
    await vi.advanceTimersByTimeAsync(2_400)
    expect(signals[0]?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(signals[0]?.aborted).toBe(true)
    expect(troubles[0]?.reason).toMatch(/^no answer within 2\.5\d* s$/)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(signals).toHaveLength(2)
    expect(reader.delivered).toBe(1)
    await reader.stop(0)
  })

  it('may be longer than a timer can count', async () => {
    const { commit, consumer, troubles } = await bench()
    await commit(line(1))
    const reader = consumer(() => new Promise(() => undefined), { deadlineMs: 90 * 86_400_000 })
    reader.start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(troubles).toEqual([])
    const stopped = reader.stop(1)
    await vi.advanceTimersByTimeAsync(1)
    await stopped
  })

  it('of one that hangs for one event only costs that event', async () => {
    const { commit, consumer, parked } = await bench()
    const { taken, take } = farEnd()
    await commit(...lines(1, 6))
    const reader = consumer(
      events => {
        if (events.some(event => numberOf(event) === '3')) return new Promise(() => undefined)
        return take(events)
      },
      { deadlineMs: 1_000 },
    )
    reader.start()
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    expect(parked).toEqual(['twitch:chat.message:3'])
    expect(taken()).toHaveLength(5)
    await reader.stop(0)
  })

  it('leaves no timer when a call is over', async () => {
    const { commit, consumer } = await bench()
    await commit(line(1))
    const reader = consumer(() => undefined)
    reader.start()
    await settle()
    expect(vi.getTimerCount()).toBe(0)
    await reader.stop(0)
  })
})

describe('stopping a consumer', () => {
  it('lets the batch at hand finish and moves the cursor behind it', async () => {
    const { commit, consumer } = await bench()
    let finish: () => void = () => undefined
    await commit(...lines(1, 2))
    const reader = consumer(
      () =>
        new Promise<void>(resolve => {
          finish = resolve
        }),
    )
    reader.start()
    await settle()
    const stopped = reader.stop(10_000)
    await vi.advanceTimersByTimeAsync(5_000)
    finish()
    await stopped
    expect((await journal.cursors())[0]?.position).toBe(2)
  })

  it('ends a batch that takes too long; it comes again', async () => {
    const { commit, consumer } = await bench()
    await commit(...lines(1, 2))
    let aborted = false
    const reader = consumer((_events, signal) => {
      signal.addEventListener('abort', () => {
        aborted = true
      })
      return new Promise(() => undefined)
    })
    reader.start()
    await settle()
    const stopped = reader.stop(3_000)
    await vi.advanceTimersByTimeAsync(3_000)
    await stopped
    expect(aborted).toBe(true)
    const { take, taken } = farEnd()
    const next = consumer(take)
    next.start()
    await settle()
    expect(taken()).toEqual(['1', '2'])
    await next.stop(0)
  })

  it('ends a wait in an outage at once', async () => {
    const { commit, consumer } = await bench()
    const { take, state } = farEnd()
    state.failure = new Error('away')
    await commit(line(1))
    const reader = consumer(take)
    reader.start()
    await settle()
    await reader.stop(10_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('before it was started reads nothing', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    await commit(line(1))
    const reader = consumer(take)
    await reader.stop(0)
    reader.start()
    await settle()
    expect(taken()).toEqual([])
  })
})

it('stopped in an outage, or with its cursor set back, counts what waits for it once', async () => {
  const { commit, consumer } = await bench()
  const { take, state } = farEnd()
  state.failure = new Error('away')
  await commit(...lines(1, 3))
  const reader = consumer(take)
  reader.start()
  await settle()
  expect(await reader.lag()).toBe(3)
  reader.reopen()
  expect(await reader.lag()).toBe(3)
  await reader.stop(0)
  expect(await reader.lag()).toBe(3)
})

describe('a rewind', () => {
  it('is noticed by a reader that has nothing to do', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    await commit(...lines(1, 3))
    const reader = consumer(take)
    reader.start()
    await settle()
    await journal.rewind('log', 1)
    reader.reopen()
    await settle()
    expect(taken()).toEqual(['1', '2', '3', '2', '3'])
    await reader.stop(0)
  })

  it('fences the batch at hand: its acknowledgement does not move the new place', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    let finish: () => void = () => undefined
    await commit(...lines(1, 3))
    const reader = consumer(events => {
      take(events)
      return new Promise<void>(resolve => {
        finish = resolve
      })
    })
    reader.start()
    await settle()
    await journal.rewind('log', 0)
    finish()
    await settle()
    expect(taken()).toEqual(['1', '2', '3', '1', '2', '3'])
    finish()
    await reader.stop(1_000)
  })

  it('with refilter asks the filters of today, about dropped events too, up to where it began', async () => {
    const { commit, consumer } = await bench({}, event =>
      numberOf(event) === '1' ? undefined : event,
    )
    const { take, taken } = farEnd()
    await commit(line(1), line(2, { verdict: DROPPED }), line(3))
    const reader = consumer(take)
    reader.start()
    await settle()
    expect(taken()).toEqual(['1', '3'])
    await journal.rewind('log', 0, { refilter: true })
    reader.reopen()
    await settle()
    expect(taken().slice(2)).toEqual(['2', '3'])
    await commit(line(4, { verdict: DROPPED }))
    await settle()
    expect(taken().slice(2)).toEqual(['2', '3'])
    await reader.stop(0)
  })

  it('with refilter does not bring back what the runtime itself held back', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    await commit(line(1), line(2, { verdict: { kept: false, reason: 'promethean/loop' } }))
    const reader = consumer(take)
    reader.start()
    await settle()
    await journal.rewind('log', 0, { refilter: true })
    reader.reopen()
    await settle()
    expect(taken()).toEqual(['1', '1'])
    await reader.stop(0)
  })

  it('with refilter lets filters recall what came before the place it was set to', async () => {
    const seen: number[] = []
    const port = await bench()
    await port.commit(...lines(1, 3))
    await journal.openCursor('log', 'beginning')
    await journal.rewind('log', 2, { refilter: true })
    const committed = await journal.end()
    const reader = new Consumer(SETTINGS, () => undefined, {
      journal,
      follow: () => ({
        read: range => journal.read(range),
        holds: () => false,
        end: () => undefined,
      }),
      committed: () => committed,
      onCommit: () => () => undefined,
      judgeAgain: (event, recollection) => {
        const at = event.received.getTime()
        seen.push(recollection.recall({ type: 'chat.message', within: '10s' }, at).length)
        return event
      },
      onTrouble: () => undefined,
      redact: text => text,
      onExpired: () => undefined,
      pauses: new Pauses(),
      onParked: () => undefined,
    })
    reader.start()
    await settle()
    expect(seen).toEqual([2])
    await reader.stop(0)
  })

  it('with refilter lets filters recall the nearest of a minute that held too many', async () => {
    const recalled: (string | undefined)[] = []
    const port = await bench({}, (event, recollection) => {
      const at = event.received.getTime()
      const [nearest] = recollection.recall({ type: 'chat.message', within: '10s' }, at)
      recalled.push(nearest && numberOf(nearest))
      return event
    })
    const at = new Date(START)
    await port.commit(...lines(1, 6_001, { received: at }))
    await journal.openCursor('log', 'beginning')
    await journal.rewind('log', 6_000, { refilter: true })
    const reader = port.consumer(() => undefined)
    reader.start()
    await settle()
    expect(recalled).toEqual(['6000'])
    await reader.stop(0)
  })
})

it('a cursor has one reader: the next begins where the one before, fenced meanwhile, has ended', async () => {
  const { commit, consumer } = await bench()
  const { take, taken } = farEnd()
  let finish: () => void = () => undefined
  await commit(...lines(1, 2))
  const old = consumer(
    () =>
      new Promise<void>(resolve => {
        finish = resolve
      }),
  )
  old.start()
  await settle()
  const stopped = old.stop(10_000)
  const next = consumer(take)
  next.start()
  await settle()
  await journal.rewind('log', 0)
  finish()
  await stopped
  expect((await journal.cursors())[0]?.position).toBe(0)
  next.reopen()
  await settle()
  expect(taken()).toEqual(['1', '2'])
  await next.stop(0)
})

it('counts once what it reads while it is asked what waits', async () => {
  const answers: (() => void)[] = []
  const { commit, consumer } = await bench({
    count: async range => {
      await new Promise<void>(resolve => answers.push(resolve))
      return journal.count(range)
    },
  })
  const { take, state } = farEnd()
  state.failure = new Error('away')
  const reader = consumer(take)
  reader.start()
  await settle()
  const committed = commit(...lines(1, 3))
  await vi.waitFor(async () => expect(await journal.end()).toBe(3))
  const lag = reader.lag()
  await committed
  await settle()
  for (const answer of answers) answer()
  expect(await lag).toBe(3)
  await reader.stop(0)
})

describe('a paused consumer', () => {
  it('whose far end is away is at rest at once, and once resumed it does not wait for the old retry', async () => {
    const { commit, consumer, pauses } = await bench()
    let isAway = true
    const got: string[] = []
    const one = consumer(async events => {
      if (isAway) throw new Error('nobody is there')
      got.push(...events.map(({ id }) => id))
    })
    one.start()
    await commit(line(1))
    await vi.advanceTimersByTimeAsync(60_000)
    pauses.pause('log')
    await one.atRest()
    isAway = false
    pauses.resume('log')
    await vi.advanceTimersByTimeAsync(10)
    expect(got).toEqual([line(1).event.id])
    await one.stop(0)
  })

  it('whose batch at hand fails only then is at rest at once, and does not wait for a retry either', async () => {
    const { commit, consumer, pauses } = await bench()
    let fail: (failure: Error) => void = () => undefined
    const calls: string[][] = []
    const one = consumer(async events => {
      calls.push(events.map(numberOf))
      if (calls.length > 1) return
      await new Promise<void>((_, reject) => {
        fail = reject
      })
    })
    one.start()
    await commit(line(1))
    await settle()
    pauses.pause('log')
    const rest = one.atRest()
    fail(new Error('nobody is there'))
    await settle()
    pauses.resume('log')
    await settle()
    expect(calls).toEqual([['1'], ['1']])
    await rest
    await one.stop(0)
  })

  it('gets nothing, knows what waits, and catches up in order', async () => {
    const { commit, consumer, pauses } = await bench()
    const { take, taken } = farEnd()
    const reader = consumer(take, { max: 3 })
    reader.start()
    await commit(...lines(1, 2))
    await settle()
    pauses.pause('log')
    await commit(...lines(3, 9))
    await settle()
    expect(taken()).toEqual(['1', '2'])
    expect(await reader.lag()).toBe(7)
    pauses.resume('log')
    await settle()
    expect(taken()).toEqual(numbers(1, 9))
    await reader.stop(0)
  })

  it('finishes its batch at hand, which comes once', async () => {
    const { commit, consumer, pauses } = await bench()
    const got: string[] = []
    let finish: () => void = () => undefined
    const reader = consumer(async events => {
      await new Promise<void>(resolve => {
        finish = resolve
      })
      got.push(...events.map(numberOf))
    })
    reader.start()
    await commit(line(1))
    await settle()
    pauses.pause('log')
    let isAtRest = false
    const rest = reader.atRest().then(() => {
      isAtRest = true
    })
    await settle()
    expect(isAtRest).toBe(false)
    finish()
    await rest
    expect((await journal.cursors())[0]?.position).toBe(1)
    pauses.resume('log')
    await settle()
    expect(got).toEqual(['1'])
    await reader.stop(0)
  })

  it('delivers nothing it was still gathering', async () => {
    const { commit, consumer, pauses } = await bench()
    const { take, taken } = farEnd()
    const reader = consumer(take, { everyMs: 1_000 })
    reader.start()
    await commit(line(1))
    await settle()
    pauses.pause('log')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(taken()).toEqual([])
    pauses.resume('log')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(taken()).toEqual(['1'])
    await reader.stop(0)
  })

  it('can be set back meanwhile, and stopped', async () => {
    const { commit, consumer, pauses } = await bench()
    const { take, taken } = farEnd()
    const reader = consumer(take)
    reader.start()
    await commit(...lines(1, 2))
    await settle()
    pauses.pause('log')
    await settle()
    await journal.rewind('log', 0)
    reader.reopen()
    await settle()
    expect(taken()).toEqual(['1', '2'])
    pauses.resume('log')
    await settle()
    expect(taken()).toEqual(['1', '2', '1', '2'])
    pauses.pause('log')
    await reader.stop(0)
  })
})
