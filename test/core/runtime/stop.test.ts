import { EMPTY, ignoreElements, interval, map, mergeMap, tap, timer } from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NotReady, PrometheanError } from '../../../core/errors.ts'
import { event } from '../../../core/events/event.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { line, texts, world } from '../supervisor/world.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('stopping', () => {
  it('twice is once', async () => {
    const { runtime } = await world([])
    const [one, two] = await Promise.all([runtime.stop(), runtime.stop()])
    expect(two).toBe(one)
    expect(await runtime.stop()).toBe(one)
  })

  it('ends sources first, lets behaviours finish, and commits what they said', async () => {
    const journal = await openMemoryJournal()
    const order: string[] = []
    const source = definePlugin({
      name: 'source',
      setup: ({ link, defer }) => {
        link().connected()
        defer(() => void order.push('source ended'))
        return EMPTY
      },
    })
    const answering = definePlugin({
      name: 'answering',
      setup: ({ on, defer }) => {
        defer(() => void order.push('behaviour ended'))
        return on('chat.message').pipe(
          mergeMap(told =>
            timer(100).pipe(
              tap(() => order.push('answered')),
              map(() => event('title.wanted', { reason: 'late answer' }, { cause: told.id })),
            ),
          ),
        )
      },
    })
    const { runtime, tell } = await world([source(), answering()], {
      journal: { ...journal, close: async () => undefined },
    })
    tell(line('hello'))
    const last = await runtime.stop()
    expect(order).toEqual(['source ended', 'answered', 'behaviour ended'])
    expect(last).toMatchObject({ seen: 2, kept: 2 })
    const kept = await journal.query({ types: ['title.wanted'] })
    expect(kept).toHaveLength(1)
    await journal.close()
  })

  it('gives consumers what came last', async () => {
    const taken: string[] = []
    const store = definePlugin({
      name: 'store',
      setup: ({ consume }) =>
        consume(
          { types: ['chat.message'], from: 'beginning' },
          events => void taken.push(...texts(events)),
        ),
    })
    const { runtime, tell } = await world([store()])
    for (let n = 0; n < 1_200; n++) tell(line(`${n}`))
    const last = await runtime.stop()
    expect(taken).toHaveLength(1_200)
    expect(last.consumers.store).toMatchObject({ delivered: 1_200, lag: 0, parked: 0 })
  })

  it('does not hang on a plugin that never finishes, nor on a journal that takes nothing any more', async () => {
    vi.useFakeTimers()
    const journal = await openMemoryJournal()
    let isFull = false
    const endless = definePlugin({
      name: 'endless',
      setup: ({ on, defer }) => {
        defer(() => new Promise(() => undefined))
        return on('chat.message').pipe(
          mergeMap(() => interval(1_000)),
          ignoreElements(),
        )
      },
    })
    const { runtime, tell } = await world([endless()], {
      journal: {
        ...journal,
        append: (...entries) =>
          isFull ? Promise.reject(new Error('disk full')) : journal.append(...entries),
      },
    })
    isFull = true
    tell(line('hello'))
    let stopped: number | undefined
    const start = Date.now()
    void runtime.stop().then(() => {
      stopped = Date.now() - start
    })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(stopped).toBeLessThan(5_000)
    const { unjournaled } = await runtime.stop()
    expect(unjournaled).toBeGreaterThan(0)
  })

  it('while it starts gives back what was begun', async () => {
    let given = 0
    const slow = definePlugin({
      name: 'slow',
      setup: ({ defer }) => {
        defer(() => {
          given += 1
        })
      },
    })
    const { reload, runtime } = await world([])
    const reloading = expect(reload([slow()])).rejects.toThrow(PrometheanError)
    await runtime.stop()
    await reloading
    expect(given).toBe(1)
  })

  it('does not connect again while it stops', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    let setups = 0
    const away = definePlugin({
      name: 'away',
      setup: () => {
        setups += 1
        throw new NotReady('it is away')
      },
    })
    let isTaking = false
    const hanging = definePlugin({
      name: 'hanging',
      setup: ({ consume }) =>
        consume({ types: ['chat.message'] }, () => {
          isTaking = true
          return new Promise(() => undefined)
        }),
    })
    const { runtime, tell } = await world([away(), hanging()])
    tell(line('hello'))
    for (let ms = 0; !isTaking && ms < 500; ms += 10) await vi.advanceTimersByTimeAsync(10)
    const before = setups
    const stopped = runtime.stop()
    await vi.advanceTimersByTimeAsync(10_000)
    await stopped
    expect(setups).toBe(before)
  })
})
