import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { line, lines } from '../entries.ts'
import { bench, farEnd, journal, numberOf, numbers, settle, setUp, tearDown } from './bench.ts'

beforeEach(setUp)
afterEach(tearDown)

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
