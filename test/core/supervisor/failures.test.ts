import {
  from,
  ignoreElements,
  map,
  mergeMap,
  type Observable,
  Subject,
  tap,
  throwError,
  timer,
} from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { event, type NewEvent } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { drop } from '../../../core/plugin/verdict.ts'
import { line, texts, witness, world } from './world.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('a behaviour that throws', () => {
  it('is restarted, and nobody else notices', async () => {
    vi.useFakeTimers()
    const { use, heard } = witness()
    let setups = 0
    const touchy = definePlugin({
      name: 'touchy',
      setup: ({ on }) => {
        setups += 1
        return on('chat.message').pipe(
          tap(({ data }) => {
            if (data.text === 'bad') throw new Error('cannot read this')
          }),
          ignoreElements(),
        )
      },
    })
    const { tell, state, said, of } = await world([touchy(), use])
    tell(line('bad'), line('good'))
    await vi.advanceTimersByTimeAsync(0)
    expect(heard).toEqual(['bad', 'good'])
    expect(state('touchy')).toBe('retrying')
    expect(of('plugin.failed')).toMatchObject([
      { data: { plugin: 'touchy', reason: 'cannot read this' } },
    ])
    expect(said('touchy', 'warn')).toEqual(['cannot read this'])
    await vi.advanceTimersByTimeAsync(1_300)
    expect([setups, state('touchy')]).toEqual([2, 'ready'])
  })

  it('again and again waits longer and longer; once it held it is said anew', async () => {
    vi.useFakeTimers()
    let setups = 0
    const touchy = definePlugin({
      name: 'touchy',
      setup: () => {
        setups += 1
        return timer(setups === 4 ? 30_000 : 10).pipe(
          mergeMap(() => throwError(() => new Error('boom'))),
        )
      },
    })
    const { said } = await world([touchy()])
    await vi.advanceTimersByTimeAsync(9_000)
    expect(setups).toBe(4)
    expect(said('touchy', 'warn')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(31_000)
    expect(said('touchy', 'warn')).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1_300)
    expect(setups).toBeGreaterThanOrEqual(5)
  })

  it('keeps its filters in force while it is restarted', async () => {
    const ends = new Subject<NewEvent>()
    const guard = definePlugin({
      name: 'guard',
      setup: ({ filter }) => {
        filter('chat.message', () => drop('closed'))
        return ends
      },
    })
    const { tell, judged } = await world([guard()])
    ends.error(new Error('stumbled'))
    tell(line('hello'))
    expect(judged.at(-1)?.verdict).toEqual({ kept: false, reason: 'guard/closed' })
  })

  it('in its cleanup, or takes too long over it, is named and no more', async () => {
    vi.useFakeTimers()
    const back: string[] = []
    const messy = definePlugin({
      name: 'messy',
      setup: ({ defer }) => {
        defer(() => void back.push('last'))
        defer(() => {
          throw new Error('cannot close the file')
        })
        defer(() => new Promise(() => undefined))
      },
    })
    const { reload, said } = await world([messy()])
    await reload([])
    await vi.advanceTimersByTimeAsync(2_500)
    expect(back).toEqual(['last'])
    expect(said('messy', 'warn')).toEqual([
      'a cleanup took longer than 2000 ms and was abandoned',
      'cannot close the file',
    ])
  })
})

describe('what a plugin publishes', () => {
  it('of a type nobody emits stops it with a sentence', async () => {
    // What a plugin written without types may do.
    const wrong = definePlugin({
      name: 'wrong',
      setup: () => timer(0).pipe(map(() => ({ type: 'chat.mesage', data: {} }) as never)),
    })
    const { state, said } = await world([wrong()])
    await vi.waitFor(() => expect(state('wrong')).toBe('failed'))
    expect(said('wrong', 'error')[0]).toMatch(
      /no plugin emits the event type chat\.mesage; did you mean chat\.message\?/,
    )
  })

  it('that is an event it was given stops it with a sentence', async () => {
    // @ts-expect-error: the types say so too
    const echo = definePlugin({ name: 'echo', setup: ({ on }) => on('chat.message') })
    const { state, said, tell, events } = await world([echo()])
    tell(line('hello'))
    expect(state('echo')).toBe('failed')
    expect(texts(events)).toEqual(['hello'])
    expect(said('echo', 'error')[0]).toMatch(
      /^echo published an event it received; create a new one with event\(\) and name the old one as its cause/,
    )
  })

  it('without end in answer to itself stops it with a sentence', async () => {
    const feeding = definePlugin({
      name: 'feeding',
      setup: ({ on }) =>
        on('mood.set').pipe(
          mergeMap(told =>
            from(Promise.resolve(event('mood.set', { mood: `${told.data.mood}.` }))),
          ),
        ),
    })
    const { tell, state, said, judged } = await world([feeding()])
    tell(event('mood.set', { mood: '' }))
    await vi.waitFor(() => expect(state('feeding')).toBe('failed'))
    expect(judged.length).toBeLessThan(3_000)
    expect(said('feeding', 'error')[0]).toMatch(
      /^feeding was stopped: it triggers itself and publishes thousands of events; check what it listens to/,
    )
  })

  it('as a source that also listens may be a great deal at once', async () => {
    const backfill = definePlugin({
      name: 'backfill',
      setup: ({ link, on }) => {
        link().connected()
        on('title.changed').subscribe()
        return from(Array.from({ length: 5_000 }, (_, n) => line(`${n}`)))
      },
    })
    const { state, events } = await world([backfill()])
    expect(state('backfill')).toBe('connected')
    expect(texts(events)).toHaveLength(5_000)
  })
})

describe('plugins that answer each other without end', () => {
  it('are named once, and the rest runs', async () => {
    const echo = (name: string, hears: 'mood.set' | 'title.wanted', says: NewEvent) =>
      definePlugin({ name, setup: ({ on }) => on(hears).pipe(map(() => says)) })()
    const { use, heard } = witness()
    const { tell, said } = await world([
      echo('a', 'mood.set', event('title.wanted', {})),
      echo('b', 'title.wanted', event('mood.set', { mood: 'x' })),
      use,
    ])
    for (let n = 0; n < 5; n++) tell(event('mood.set', { mood: 'start' }))
    tell(line('hello'))
    expect(heard).toEqual(['hello'])
    const sentences = [...said('a', 'error'), ...said('b', 'error')]
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toMatch(
      /was not delivered: plugins trigger each other in a loop; check what they listen to$/,
    )
  })
})

it('an Observable of another kind than RxJS’s is a stream as well', async () => {
  const foreign = {
    subscribe: (observer: { next(value: NewEvent): void }) => {
      observer.next(line('hello'))
      return { unsubscribe: () => undefined }
    },
  }
  const plugin = definePlugin({
    name: 'foreign',
    setup: () => foreign as unknown as Observable<NewEvent>,
  })
  const { events } = await world([plugin()])
  expect(texts(events)).toEqual(['hello'])
})
