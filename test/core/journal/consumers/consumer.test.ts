import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Event } from '../../../../core/events/event.ts'
import { DROPPED, follow, line, lines } from '../entries.ts'
import { bench, farEnd, journal, numbers, settle, setUp, tearDown } from './bench.ts'

beforeEach(setUp)
afterEach(tearDown)

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
