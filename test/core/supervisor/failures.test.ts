import { AsyncResource } from 'node:async_hooks'
import {
  EMPTY,
  from,
  ignoreElements,
  interval,
  map,
  mergeMap,
  Observable,
  Subject,
  type Subscriber,
  tap,
  throwError,
  timer,
} from 'rxjs'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import {
  ConfigProblem,
  NotReady,
  PluginFailure,
  PrometheanError,
  Refused,
} from '../../../core/errors.ts'
import { event, type NewEvent } from '../../../core/events/event.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { drop } from '../../../core/plugin/verdict.ts'
import * as thrower from './throwing/index.ts'
import { BLOCKED, line, texts, world } from './world.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A behaviour that hears all is well. */
function witness() {
  const heard: string[] = []
  const use = definePlugin({
    name: 'witness',
    setup: ({ on }) =>
      on('chat.message').pipe(
        tap(({ data }) => heard.push(data.text)),
        ignoreElements(),
      ),
  })()
  return { use, heard }
}

describe('a plugin that fails to start', () => {
  it('is shown as failed and named, and the rest runs', async () => {
    const { use, heard } = witness()
    const broken = definePlugin({
      name: 'broken',
      setup: () => {
        throw new PluginFailure('the model is missing; pull it first')
      },
    })
    const { state, said, of, tell } = await world([broken(), use])
    expect(state('broken')).toBe('failed')
    expect(said('broken', 'error')).toEqual([
      'the model is missing; pull it first; it stays stopped until you edit or restart it',
    ])
    tell(line('hello'))
    expect(heard).toEqual(['hello'])
    expect(of('plugin.failed')).toMatchObject([
      { data: { plugin: 'broken', reason: 'the model is missing; pull it first' } },
    ])
  })

  it('half-way gives back what it had acquired, newest first', async () => {
    const back: string[] = []
    let aborted = false
    const broken = definePlugin({
      name: 'broken',
      setup: async ({ defer, signal, on }) => {
        signal.addEventListener('abort', () => {
          aborted = true
        })
        defer(() => void back.push('first'))
        defer(async () => {
          await Promise.resolve()
          back.push('second')
        })
        on('chat.message').subscribe({ complete: () => back.push('stream') })
        throw new Error('half-way')
      },
    })
    await world([broken()])
    expect(back).toEqual(['stream', 'second', 'first'])
    expect(aborted).toBe(true)
  })

  it('by the clock is named, and the others were not held up by more', async () => {
    vi.useFakeTimers()
    const stuck = definePlugin({ name: 'stuck', setup: () => new Promise<void>(() => undefined) })
    const { use, heard } = witness()
    const starting = world([stuck(), use])
    await vi.advanceTimersByTimeAsync(10_000)
    const { state, tell, said } = await starting
    expect(state('stuck')).toBe('failed')
    expect(said('stuck', 'error')[0]).toMatch(/^stuck did not start within 10 s/)
    tell(line('hello'))
    expect(heard).toEqual(['hello'])
  })

  it('because of a type nobody emits keeps the whole set from starting', async () => {
    const wrong = definePlugin({
      name: 'wrong',
      setup: ({ filter, on }) => {
        // What a plugin written without types may do.
        filter(['chat.mesage' as 'chat.message', 'stream.onlin' as 'stream.online'], () =>
          drop('x'),
        )
        return on('chat.message').pipe(ignoreElements())
      },
    })
    const { use } = witness()
    await expect(world([wrong(), use])).rejects.toMatchObject({
      problems: [
        { plugin: 'wrong', message: expect.stringContaining('did you mean chat.message?') },
        { plugin: 'wrong', message: expect.stringContaining('did you mean stream.online?') },
      ],
    })
  })

  it.each([
    ['a number', 7],
    ['a list', [1]],
    ['an object', { subscribe: 'no' }],
  ])('because it returned %s is told what to return', async (_what, output) => {
    const odd = definePlugin({ name: 'odd', setup: () => output as never })
    const { said } = await world([odd()])
    expect(said('odd', 'error')[0]).toMatch(
      /^odd returned something other than a stream; return an RxJS Observable, or nothing/,
    )
  })

  it('because it consumes wrongly is told how', async () => {
    const consuming = (
      name: string,
      settings: Parameters<
        Parameters<Parameters<typeof definePlugin>[0]['setup']>[0]['consume']
      >[0][],
    ) =>
      definePlugin({
        name,
        setup: ({ consume }) => {
          for (const one of settings) consume(one, () => undefined)
        },
      })()
    const { said } = await world([
      consuming('twice', [{}, {}]),
      consuming('empty', [{ batch: { max: 0 } }]),
      consuming('odd', [{ batch: { every: 'often' } }]),
      consuming('late', [{ deadline: 'soon' }]),
    ])
    const first = (id: string) => said(id, 'error')[0]?.split('; it stays')[0]
    expect(first('twice')).toBe(
      'twice consumes twice as twice: a cursor has one reader; name one of them',
    )
    expect(first('empty')).toBe(
      'empty cannot consume: batch.max must be a whole number of 1 or more',
    )
    expect(first('odd')).toBe(
      "odd cannot consume: batch.every must be a duration like '30s' or '2m'",
    )
    expect(first('late')).toBe(
      "late cannot consume: deadline must be a duration like '30s' or '2m'",
    )
  })
})

describe('a plugin that is not ready', () => {
  it('is tried again after 1 s, doubling, and said once', async () => {
    vi.useFakeTimers()
    let tries = 0
    const shy = definePlugin({
      name: 'shy',
      setup: () => {
        tries += 1
        throw new NotReady('the database is away')
      },
    })
    const { said, state } = await world([shy()])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(tries).toBeGreaterThanOrEqual(5)
    expect(tries).toBeLessThanOrEqual(8)
    expect(state('shy')).toBe('retrying')
    expect(said('shy', 'warn')).toEqual(['the database is away'])
  })

  it('and then fails for good is shown as failed', async () => {
    vi.useFakeTimers()
    let tries = 0
    const shy = definePlugin({
      name: 'shy',
      setup: () => {
        tries += 1
        throw tries === 1 ? new NotReady('away') : new PluginFailure('wrong password')
      },
    })
    const { state, of, said } = await world([shy()])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(tries).toBe(2)
    expect(state('shy')).toBe('failed')
    expect(of('plugin.failed')).toMatchObject([{ data: { reason: 'wrong password' } }])
    expect(said('shy', 'error')[0]).toMatch(/^wrong password/)
  })

  it('is not tried again once it was removed', async () => {
    vi.useFakeTimers()
    let tries = 0
    const shy = definePlugin({
      name: 'shy',
      setup: () => {
        tries += 1
        throw new NotReady('away')
      },
    })
    const { reload } = await world([shy()])
    await reload([])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(tries).toBe(1)
  })

  it('is let go where it is stopped in the middle of a try', async () => {
    vi.useFakeTimers()
    let tries = 0
    let given = 0
    const slow = definePlugin({
      name: 'slow',
      setup: async ({ defer }) => {
        tries += 1
        if (tries === 1) throw new NotReady('away')
        defer(() => {
          given += 1
        })
        await new Promise(() => undefined)
      },
    })
    const { reload } = await world([slow()])
    await vi.advanceTimersByTimeAsync(1_500)
    expect(tries).toBe(2)
    await reload([])
    await vi.advanceTimersByTimeAsync(100)
    expect(given).toBe(1)
  })
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

describe('what plugin code throws outside any call of ours', () => {
  it('is attributed by its stack, and only that plugin is restarted', async () => {
    vi.useFakeTimers()
    const { use, heard } = witness()
    const { runtime, state, tell, said } = await world([thrower.plugin(), use])
    runtime.blame(await thrower.thrownLater())
    await vi.advanceTimersByTimeAsync(0)
    expect(state('throwing')).toBe('retrying')
    expect(said('throwing', 'warn')).toEqual(['thrown in a helper of the plugin'])
    tell(line('hello'))
    expect(heard).toEqual(['hello'])
    await vi.advanceTimersByTimeAsync(1_300)
    expect(state('throwing')).toBe('ready')
    expect(state('witness')).toBe('ready')
  })

  it('is named with its place in the author’s own files, and is counted in the status', async () => {
    vi.useFakeTimers()
    const { runtime, said, of } = await world([thrower.plugin()], { folder: import.meta.dirname })
    for (const _ of [1, 2]) {
      runtime.blame(await thrower.thrownLater())
      await vi.advanceTimersByTimeAsync(2_500)
    }
    const reason = expect.stringMatching(
      /^thrown in a helper of the plugin, at throwing\/helper\.ts:\d+:\d+$/,
    )
    expect(said('throwing', 'warn')[0]).toEqual(reason)
    expect(of('plugin.failed')[0]?.data).toEqual({ plugin: 'throwing', reason })
    const status = (await runtime.status()).plugins.find(({ id }) => id === 'throwing')
    expect(status).toEqual({
      ...{ id: 'throwing', state: 'ready', since: expect.any(Date) },
      failures: { count: 2, reason, at: expect.any(Date) },
    })
  })

  it('is attributed by what the error says itself', async () => {
    const { use } = witness()
    const { runtime, state } = await world([use])
    runtime.blame(new NotReady('lost the way', { plugin: 'witness' }))
    await vi.waitFor(() => expect(state('witness')).toBe('retrying'))
  })

  /** What Node's own timers do and faked ones do not: called where it was begun. */
  const asNode = (work: () => void) => AsyncResource.bind(work)

  /** The same for what a socket tells. */
  const bound = (to: Subscriber<NewEvent>) => AsyncResource.bind((told: NewEvent) => to.next(told))

  /** A plugin whose setup leaves a timer running that throws, each of its runs another thing. */
  function leaky(blame: () => (thrown: unknown) => void) {
    let runs = 0
    const timers: NodeJS.Timeout[] = []
    onTestFinished(() => {
      for (const timer of timers) clearInterval(timer)
    })
    const setup = () => {
      const run = ++runs
      const tick = () => {
        // As Node hands over what nobody caught: in the middle of the timer that threw it.
        if (run === throwing) blame()(new Error(`thrown by run ${run}`))
      }
      timers.push(setInterval(asNode(tick), 1_000))
    }
    let throwing = 0
    return {
      plugin: definePlugin({ name: 'leaky', options: z.object({ version: z.number() }), setup }),
      throws: (run: number) => {
        throwing = run
      },
      runs: () => runs,
    }
  }

  it('by a timer that an earlier run left behind is told of that run, once, and restarts nobody', async () => {
    vi.useFakeTimers()
    const { use } = witness()
    const { plugin, throws, runs } = leaky(() => thrown => made.runtime.blame(thrown))
    const made = await world([plugin({ version: 1 }), use])
    await made.reload([plugin({ version: 2 }), use])
    throws(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(made.state('leaky')).toBe('ready')
    expect(runs()).toBe(2)
    const sentence =
      'an earlier run of leaky left something running that failed: thrown by run 1; end timers and listeners with defer()'
    expect(made.said('leaky', 'warn')).toEqual([sentence])
    expect(made.said('promethean', 'error')).toEqual([])
    throws(2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(made.state('leaky')).toBe('retrying')
    await vi.advanceTimersByTimeAsync(3_000)
    expect(made.state('leaky')).toBe('ready')
    expect(made.said('leaky', 'warn')).toEqual([
      sentence,
      'thrown by run 2',
      sentence.replace('run 1', 'run 2'),
    ])
    expect(runs()).toBe(3)
  })

  it('by a timer of a plugin that is out of the config is told of it', async () => {
    vi.useFakeTimers()
    const { use } = witness()
    const { plugin, throws } = leaky(() => thrown => made.runtime.blame(thrown))
    const made = await world([plugin({ version: 1 }), use])
    await made.reload([use])
    throws(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(made.said('leaky', 'warn')).toEqual([
      expect.stringContaining('an earlier run of leaky left something running'),
    ])
    expect(made.said('promethean', 'error')).toEqual([])
    expect(made.state('witness')).toBe('ready')
  })

  it('by a restarted plugin in what it does for an event is its own still', async () => {
    vi.useFakeTimers()
    const failing = definePlugin({
      name: 'failing',
      setup: ({ on }) => {
        on('chat.message', ({ data }) => {
          setTimeout(
            asNode(() => made.runtime.blame(new Error(data.text))),
            100,
          )
        })
      },
    })
    const made = await world([failing()])
    for (const text of ['first', 'second']) {
      made.tell(line(text))
      await vi.advanceTimersByTimeAsync(200)
      expect(made.state('failing')).toBe('retrying')
      await vi.advanceTimersByTimeAsync(5_000)
      expect(made.state('failing')).toBe('ready')
    }
  })

  it('for an event that another use of the plugin told is its own, not that of the teller', async () => {
    vi.useFakeTimers()
    const lines = new Subject<NewEvent>()
    const twofold = definePlugin({
      name: 'twofold',
      options: z.object({ tells: z.boolean() }),
      setup: ({ on, options }) => {
        if (options.tells) return new Observable<NewEvent>(to => lines.subscribe(bound(to)))
        on('chat.message', ({ data }) => {
          setTimeout(
            asNode(() => made.runtime.blame(new Error(data.text))),
            100,
          )
        })
        return EMPTY
      },
    })
    const made = await world([
      twofold({ tells: true }, { id: 'teller' }),
      twofold({ tells: false }, { id: 'hearer' }),
    ])
    lines.next(line('thrown by the hearer'))
    await vi.advanceTimersByTimeAsync(200)
    expect(made.state('teller')).toBe('ready')
    expect(made.state('hearer')).toBe('retrying')
  })

  it('by what a consumer of an earlier run left behind restarts nobody', async () => {
    vi.useFakeTimers()
    let taken = 0
    const consuming = definePlugin({
      name: 'consuming',
      options: z.object({ version: z.number() }),
      setup: ({ consume }) => {
        consume({ types: ['chat.message'], from: 'beginning' }, ([first]) => {
          taken += 1
          setTimeout(
            asNode(() => made.runtime.blame(new Error(first?.id))),
            5_000,
          )
        })
      },
    })
    const made = await world([consuming({ version: 1 })])
    made.tell(line('first'))
    await vi.waitFor(() => expect(taken).toBe(1))
    await made.reload([consuming({ version: 2 })])
    await vi.advanceTimersByTimeAsync(6_000)
    expect(made.said('consuming', 'warn')).toEqual([
      expect.stringContaining('an earlier run of consuming left something running'),
    ])
    expect(made.state('consuming')).toBe('ready')
  })

  it('that belongs to nobody is logged and harms nobody', async () => {
    const { use } = witness()
    const { runtime, state, said } = await world([use])
    const foreign = new Error('from some library')
    foreign.stack =
      'Error: from some library\n    at async file:///nowhere/lib.js:1:2\n    at node:net:3:4'
    runtime.blame(foreign)
    runtime.blame('a text')
    runtime.blame(undefined)
    expect(said('promethean', 'error')).toEqual(['from some library', 'a text', 'undefined'])
    expect(state('witness')).toBe('ready')
  })
})

describe('blocking', () => {
  it('over 200 ms is named', async () => {
    const slow = definePlugin({
      name: 'slow',
      setup: ({ on }) =>
        on('chat.message').pipe(
          tap(() => {
            const end = performance.now() + 220
            while (performance.now() < end) {}
          }),
          ignoreElements(),
        ),
    })
    const { tell, logged } = await world([slow()])
    tell(line('hello'))
    const said = logged.filter(({ plugin }) => plugin === 'slow').map(({ message }) => message)
    const [, ms] = BLOCKED.exec(said.join()) ?? []
    expect(Number(ms)).toBeGreaterThanOrEqual(220)
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
})

describe('the runtime', () => {
  it('says when the journal takes nothing, and when it does again', async () => {
    vi.useFakeTimers()
    const journal = await openMemoryJournal()
    let isFull = true
    const { tell, said } = await world([], {
      journal: {
        ...journal,
        append: (...entries) =>
          isFull ? Promise.reject(new Error('the disk is full')) : journal.append(...entries),
      },
    })
    tell(line('hello'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(said('promethean', 'error')).toEqual(['the disk is full'])
    isFull = false
    await vi.advanceTimersByTimeAsync(10_000)
    expect(said('promethean', 'info')).toEqual(['the journal accepts events again'])
  })

  it('tells of a consumer in trouble in its status, and once in the log', async () => {
    vi.useFakeTimers()
    let isAway = true
    const store = definePlugin({
      name: 'store',
      setup: ({ consume }) =>
        consume({ from: 'beginning' }, () => {
          if (isAway) throw new Error('cannot reach mongodb://ann:hunter2hunter2@db.example')
        }),
    })
    const { tell, runtime, said } = await world([store()], { secrets: ['hunter2hunter2'] })
    tell(line('hello'))
    await vi.advanceTimersByTimeAsync(20_000)
    const { plugins, consumers } = await runtime.status()
    expect(plugins.find(({ id }) => id === 'store')).toMatchObject({
      state: 'retrying',
      reason: 'cannot reach mongodb://ann:[redacted]@db.example',
    })
    expect(consumers.store).toMatchObject({ lag: 1, delivered: 0 })
    expect(said('store', 'warn')).toEqual([
      'store cannot deliver: cannot reach mongodb://ann:[redacted]@db.example; retrying, events wait in the journal',
    ])
    isAway = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(said('store', 'info')).toEqual(['store accepts events again'])
    const after = await runtime.status()
    expect(after.plugins.find(({ id }) => id === 'store')?.state).toBe('ready')
  })

  it('names what it parked, and tries it again on asking', async () => {
    let isBad = true
    const { Refused } = await import('../../../core/errors.ts')
    const store = definePlugin({
      name: 'store',
      setup: ({ consume }) =>
        consume({ types: ['chat.message'], from: 'beginning' }, () => {
          if (isBad) throw new Refused('too large')
        }),
    })
    const { tell, runtime, said } = await world([store()])
    tell(line('hello'))
    await vi.waitFor(async () => expect((await runtime.status()).consumers.store?.parked).toBe(1))
    expect(said('store', 'error')).toEqual([
      'parked twitch:chat.message:hello: too large; see promethean parked store',
    ])
    isBad = false
    expect(await runtime.retryParked('store')).toBe(1)
    expect((await runtime.status()).consumers.store?.parked).toBe(0)
  })

  it('knows no state of a plugin that is not there', async () => {
    const { runtime } = await world([])
    expect(() => runtime.stateOf('nobody')).toThrow('no plugin in this config has the id nobody')
  })

  it('never shows a secret that a plugin threw: not in the status, not in the journal, not where it is refused', async () => {
    const secret = 'hunter2hunter2'
    const lost = definePlugin({
      name: 'lost',
      setup: ({ link }) => {
        const connection = link()
        connection.connected()
        return new Observable(() => connection.lost(`ws://h/?key=${secret} is away`))
      },
    })
    const refused = definePlugin({
      name: 'refused',
      setup: () => {
        throw new PluginFailure(`the password ${secret} is wrong`)
      },
    })
    const away = definePlugin({
      name: 'away',
      setup: () => {
        throw new NotReady(`${secret} is not there yet`)
      },
    })
    const picky = definePlugin({
      name: 'picky',
      setup: ({ consume }) =>
        consume({ types: ['chat.message'] }, () => {
          throw new Refused(`${secret} may not write`)
        }),
    })
    const uses = [lost(), refused(), away(), picky()]
    const { runtime, reload, events, journal, tell } = await world(uses, { secrets: [secret] })
    tell(line('hello'))
    await vi.waitFor(async () => expect(await journal.parked()).toHaveLength(1))
    const shown = JSON.stringify([await runtime.status(), events, await journal.parked()])
    expect(shown).toContain('[redacted] is not there yet')
    expect(shown).toContain('the password [redacted] is wrong')
    expect(shown).toContain('key=[redacted] is away')
    expect(shown).toContain('[redacted] may not write')
    expect(shown).not.toContain(secret)
    const edited = definePlugin({ ...refused.plugin, name: 'edited' })
    await expect(reload([edited()])).rejects.toThrow('edited: the password [redacted] is wrong')
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

  it('keeps the secrets of the old set where a new one is refused', async () => {
    const plugin = definePlugin({
      name: 'keeper',
      options: z.strictObject({ password: z.string(), fails: z.boolean().default(false) }),
      setup: ({ options, on, log }) => {
        if (options.fails) throw new PluginFailure('no')
        return on('chat.message').pipe(
          tap(() => log.info(`my password is ${options.password}`)),
          ignoreElements(),
        )
      },
    })
    const { reload, tell, said } = await world([plugin({ password: 'old-password' })])
    await expect(reload([plugin({ password: 'new-password', fails: true })])).rejects.toThrow(
      ConfigProblem,
    )
    tell(line('hello'))
    expect(said('keeper', 'info')).toEqual(['my password is [redacted]'])
  })

  it('names the plugin whose setup has a problem with its options, at a start and at an edit', async () => {
    const fussy = definePlugin({
      name: 'fussy',
      options: z.strictObject({ uri: z.string() }),
      setup: ({ options }) => {
        if (options.uri === 'bad') throw new ConfigProblem([{ path: 'uri', message: 'is bad' }])
      },
    })
    const problems = [{ plugin: 'fussy', path: 'uri', message: 'is bad' }]
    await expect(world([fussy({ uri: 'bad' })])).rejects.toMatchObject({ problems })
    const { reload } = await world([fussy({ uri: 'good' })])
    await expect(reload([fussy({ uri: 'bad' })])).rejects.toMatchObject({ problems })
  })

  it('knows a secret that came into the environment before an edit', async () => {
    const secrets = ['first-password']
    const teller = definePlugin({
      name: 'teller',
      setup: ({ on, log }) =>
        on('chat.message').pipe(
          tap(({ data }) => log.info(`it is ${data.text}`)),
          ignoreElements(),
        ),
    })
    const { reload, tell, said } = await world([teller()], { secrets })
    secrets.push('second-password')
    await reload([teller()])
    tell(line('second-password'))
    expect(said('teller', 'info')).toEqual(['it is [redacted]'])
  })

  it('knows repeats over a restart on the same journal', async () => {
    const journal = await openMemoryJournal()
    const kept = { ...journal, close: async () => undefined }
    const first = await world([], { journal: kept })
    first.tell(line('hello'))
    await first.runtime.stop()
    const second = await world([], { journal: kept })
    // Told by the same source in the same millisecond it would be the same telling.
    const [{ received } = { received: new Date() }] = first.of('chat.message')
    await vi.waitUntil(() => Date.now() > received.getTime())
    second.tell(line('hello'), line('again'))
    expect(texts(second.events)).toEqual(['again'])
    await second.runtime.stop()
    const { copies } = (await journal.find('twitch:chat.message:hello')) ?? {}
    expect(copies).toHaveLength(1)
    await journal.close()
  })

  it('counts a repeat that only the journal remembers as one, once it is committed', async () => {
    const journal = await openMemoryJournal()
    const kept = { ...journal, close: async () => undefined }
    const first = await world([], { journal: kept })
    first.tell(line('hello'))
    await first.runtime.stop()
    const second = await world([], { journal: { ...kept, newestIds: async () => [] } })
    second.tell(line('hello'), line('again'))
    await second.runtime.flush()
    expect(await second.runtime.status()).toMatchObject({ seen: 2, kept: 1, repeats: 1 })
    await second.runtime.stop()
    await journal.close()
  })

  it('gives an event the session open at its arrival', async () => {
    const { tell, of } = await world([], { streamer: { twitch: 'ann' } })
    tell(line('before'), event('obs.stream.started', {}, { platform: 'obs' }), line('after'))
    const [started] = of('session.started')
    expect(of('chat.message').map(({ session }) => session)).toEqual([
      undefined,
      started?.data.session,
    ])
    expect(started?.session).toBe(started?.data.session)
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
