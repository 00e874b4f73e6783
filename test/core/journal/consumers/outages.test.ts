import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refused } from '../../../../core/errors.ts'
import { line, lines } from '../entries.ts'
import { bench, farEnd, journal, numberOf, numbers, settle, setUp, tearDown } from './bench.ts'

beforeEach(setUp)
afterEach(tearDown)

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
