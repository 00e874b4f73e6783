import {
  EMPTY,
  firstValueFrom,
  ignoreElements,
  map,
  Observable,
  Subject,
  startWith,
  tap,
} from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ConfigProblem, NotReady, PluginFailure } from '../../../core/errors.ts'
import { event, type NewEvent } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { definePort, many, optional } from '../../../core/plugin/port.ts'
import { drop, keep } from '../../../core/plugin/verdict.ts'
import { line, texts, world } from './world.ts'

afterEach(() => {
  vi.useRealTimers()
})

const version = z.strictObject({ version: z.number() })

/** A behaviour that writes down what each of its instances hears. */
function listener() {
  const heard: string[] = []
  const setups: number[] = []
  const ended: number[] = []
  const plugin = definePlugin({
    name: 'listener',
    options: version,
    setup: ({ on, options, defer }) => {
      setups.push(options.version)
      defer(() => void ended.push(options.version))
      return on('chat.message').pipe(
        tap(({ data }) => heard.push(`${options.version}:${data.text}`)),
        ignoreElements(),
      )
    },
  })
  return { plugin, heard, setups, ended }
}

function failing(failure: () => unknown) {
  return definePlugin({
    name: 'failing',
    setup: () => {
      throw failure()
    },
  })()
}

describe('a reload', () => {
  it('leaves alone what did not change', async () => {
    const same = listener()
    const { reload, tell } = await world([same.plugin({ version: 1 })])
    const { kept, restarted } = await reload([same.plugin({ version: 1 })])
    tell(line('hello'))
    expect(kept).toEqual(['feed', 'listener'])
    expect(restarted).toEqual([])
    expect(same.setups).toEqual([1])
    expect(same.heard).toEqual(['1:hello'])
  })

  it('moves a behaviour between two events: each is heard by the old one or the new one, once', async () => {
    const { plugin, heard, ended } = listener()
    const { reload, tell } = await world([plugin({ version: 1 })])
    tell(line('before'))
    const reloading = reload([plugin({ version: 2 })])
    let told = 0
    const telling = setInterval(() => tell(line(`during ${told++}`)), 0)
    await reloading
    clearInterval(telling)
    tell(line('after'))
    await vi.waitFor(() => expect(ended).toEqual([1]))
    const words = heard.map(entry => entry.slice(2))
    expect(words).toEqual([
      'before',
      ...Array.from({ length: told }, (_, n) => `during ${n}`),
      'after',
    ])
    expect(heard[0]).toBe('1:before')
    expect(heard.at(-1)).toBe('2:after')
  })

  it('tells what it kept, restarted, added and removed, and journals it', async () => {
    const { plugin } = listener()
    const other = definePlugin({ name: 'other', setup: () => undefined })
    const third = definePlugin({ name: 'third', setup: () => undefined })
    const { reload, of } = await world([plugin({ version: 1 }), other()])
    const reloaded = await reload([plugin({ version: 2 }), third()])
    expect(reloaded).toMatchObject({ kept: ['feed'], added: ['third'], removed: ['other'] })
    expect(reloaded.restarted).toEqual([{ id: 'listener', why: 'version changed' }])
    expect(of('config.reloaded')).toMatchObject([
      { data: { kept: ['feed'], restarted: ['listener'], added: ['third'], removed: ['other'] } },
    ])
  })

  it('that is refused leaves the old set untouched and gives the new one back', async () => {
    const { plugin, heard, setups, ended } = listener()
    const { reload, tell, runtime } = await world([plugin({ version: 1 })])
    const before = runtime.config
    await expect(
      reload([plugin({ version: 2 }), failing(() => new PluginFailure('no such model'))]),
    ).rejects.toMatchObject({
      problems: [{ plugin: 'failing', path: '', message: 'no such model' }],
    })
    tell(line('hello'))
    expect(setups).toEqual([1, 2])
    expect(ended).toEqual([2])
    expect(heard).toEqual(['1:hello'])
    expect(runtime.config).toBe(before)
  })

  it('shows every problem of the new set, in the order of the config', async () => {
    const one = definePlugin({ name: 'one', setup: () => Promise.reject(new Error('first')) })
    const two = definePlugin({
      name: 'two',
      setup: ({ on }) => {
        // What a plugin written without types may do.
        return on('chat.mesage' as 'chat.message').pipe(ignoreElements())
      },
    })
    const { reload } = await world([])
    await expect(reload([two(), one()])).rejects.toMatchObject({
      problems: [
        {
          plugin: 'two',
          path: '',
          message: 'no plugin emits the event type chat.mesage; did you mean chat.message?',
        },
        { plugin: 'one', path: '', message: 'first' },
      ],
    })
  })

  it('is not failed by a plugin that is not ready: that one is tried again', async () => {
    vi.useFakeTimers()
    let isThere = false
    const shy = definePlugin({
      name: 'shy',
      setup: () => {
        if (!isThere) throw new NotReady('the database is away')
      },
    })
    const { reload, state, said } = await world([])
    await reload([shy()])
    expect(state('shy')).toBe('retrying')
    expect(said('shy', 'warn')).toEqual(['the database is away'])
    isThere = true
    await vi.advanceTimersByTimeAsync(1_300)
    expect(state('shy')).toBe('ready')
  })

  it('names a plugin that does not start within 10 s and happens not at all', async () => {
    vi.useFakeTimers()
    const { plugin, heard } = listener()
    const stuck = definePlugin({ name: 'stuck', setup: () => new Promise<void>(() => undefined) })
    const { reload, tell } = await world([plugin({ version: 1 })])
    const refused = expect(reload([plugin({ version: 2 }), stuck()])).rejects.toThrow(
      'stuck did not start within 10 s; setup must not wait for a connection: use link() and return a stream',
    )
    await vi.advanceTimersByTimeAsync(10_000)
    await refused
    tell(line('hello'))
    expect(heard).toEqual(['1:hello'])
  })

  it('lets the old one finish what it began, ten seconds at most', async () => {
    vi.useFakeTimers()
    const done: string[] = []
    const slow = definePlugin({
      name: 'slow',
      options: version,
      setup: ({ on, options, defer }) => {
        defer(() => void done.push(`${options.version} ended`))
        return on('chat.message').pipe(
          map(({ data }) => data.text),
          tap(text => setTimeout(() => done.push(text), Number(text))),
          source => delayEnd(source, 4_000),
        )
      },
    })
    const { reload, tell, runtime } = await world([slow({ version: 1 })])
    tell(line('3000'))
    await reload([slow({ version: 2 })])
    await vi.advanceTimersByTimeAsync(3_500)
    expect(done).toEqual(['3000'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(done).toEqual(['3000', '1 ended'])
    // The new one takes as long to end.
    const stopped = runtime.stop()
    await vi.advanceTimersByTimeAsync(5_000)
    await stopped
  })

  it('does not let the new one speak or be heard before the switch', async () => {
    const order: string[] = []
    const speaking = definePlugin({
      name: 'speaking',
      options: version,
      setup: async ({ options }) => {
        const told = new Subject<NewEvent>()
        setTimeout(() => {
          order.push('told')
          told.next(line(`by ${options.version}`))
        }, 0)
        return told
      },
    })
    const slow = definePlugin({
      name: 'slow',
      options: version,
      setup: async () => {
        await vi.waitFor(() => expect(order).toContain('told'), { interval: 1 })
        order.push('slow is ready')
      },
    })
    const { reload, events } = await world([speaking({ version: 1 }), slow({ version: 1 })])
    await vi.waitFor(() => expect(texts(events)).toEqual(['by 1']))
    order.length = 0
    const seen: number[] = []
    const { held } = await reload([speaking({ version: 2 }), slow({ version: 2 })]).finally(() =>
      seen.push(texts(events).length),
    )
    expect(order).toEqual(['told', 'slow is ready'])
    expect(held).toBe(1)
    expect(texts(events)).toEqual(['by 1', 'by 2'])
  })

  it('lets new listeners hear what new sources had waiting', async () => {
    const early = definePlugin({
      name: 'early',
      setup: () => new Subject<NewEvent>().pipe(startWith(line('waiting'))),
    })
    const { plugin, heard } = listener()
    const { reload } = await world([])
    await reload([early(), plugin({ version: 1 })])
    expect(heard).toEqual(['1:waiting'])
  })

  it('exchanges filters at the switch, and asks them in the order of the config', async () => {
    const asked: string[] = []
    const filter = (name: string) =>
      definePlugin({
        name,
        options: version,
        setup: ({ filter, options }) =>
          filter('chat.message', ({ data }) => {
            asked.push(`${name}${options.version}`)
            return data.text.includes(`no ${name}`) ? drop('told so') : keep()
          }),
      })
    const a = filter('a')
    const b = filter('b')
    const { reload, tell, judged } = await world([a({ version: 1 }), b({ version: 1 })])
    tell(line('one'))
    await reload([b({ version: 1 }), a({ version: 2 })])
    tell(line('two'), line('no b'))
    expect(asked).toEqual(['a1', 'b1', 'b1', 'a2', 'b1'])
    expect(judged.at(-1)?.verdict).toEqual({ kept: false, reason: 'b/told so' })
  })

  it('that takes away whoever emits what is still listened to is refused and names the listener', async () => {
    const quiz = definePlugin({
      name: 'quiz',
      emits: { 'quiz.asked': z.object({}) },
      setup: () => EMPTY,
    })
    const host = definePlugin({
      name: 'host',
      // Of a plugin of this test alone, which declares no types.
      setup: ({ on }) => on('quiz.asked' as never).pipe(ignoreElements()),
    })
    const { reload, state } = await world([quiz(), host()])
    await expect(reload([host()])).rejects.toThrow(
      'host: no plugin emits the event type quiz.asked',
    )
    expect(state('quiz')).toBe('ready')
    await reload([quiz(), host()])
  })

  it('that takes it away while the listener is away itself is refused as well', async () => {
    const quiz = definePlugin({
      name: 'quiz',
      emits: { 'quiz.asked': z.object({}) },
      setup: () => EMPTY,
    })
    const host = definePlugin({
      name: 'host',
      setup: ({ link, on }) => {
        lose = reason => link().lost(reason)
        // Of a plugin of this test alone, which declares no types.
        return on('quiz.asked' as never).pipe(ignoreElements())
      },
    })
    let lose: (reason: string) => void = () => undefined
    const { reload, state } = await world([quiz(), host()])
    lose('gone')
    expect(state('host')).toBe('retrying')
    await expect(reload([host()])).rejects.toThrow(
      'host: no plugin emits the event type quiz.asked',
    )
  })

  it('to another journal file is refused with a sentence', async () => {
    const { reload } = await world([])
    await expect(reload([], { journal: { file: 'other.db' } })).rejects.toThrow(
      'journal.file cannot change while running: a different file is a different journal; restart to use it',
    )
  })

  it('that comes after the stop is refused', async () => {
    const { reload, runtime } = await world([])
    await runtime.stop()
    await expect(reload([failing(() => new Error('x'))])).rejects.toThrow(
      'the config was not applied: the runtime is stopping; start it again to use it',
    )
  })
})

function delayEnd<T>(source: Observable<T>, ms: number): Observable<never> {
  return new Observable<never>(subscriber =>
    source.subscribe({
      error: failure => subscriber.error(failure),
      complete: () => setTimeout(() => subscriber.complete(), ms),
    }),
  )
}

describe('a plugin that must not run twice', () => {
  function owner() {
    const heard: string[] = []
    const life: string[] = []
    const state = { fails: undefined as unknown, mayOpen: Promise.resolve() }
    const plugin = definePlugin({
      name: 'owner',
      options: version,
      exclusive: true,
      setup: async ({ on, options, defer }) => {
        life.push(`open ${options.version}`)
        defer(() => void life.push(`close ${options.version}`))
        await state.mayOpen
        if (options.version === 2 && state.fails !== undefined) throw state.fails
        return on('chat.message').pipe(
          tap(({ data }) => heard.push(`${options.version}:${data.text}`)),
          ignoreElements(),
        )
      },
    })
    /** From here on it stays half open until the function given back is called. */
    const hold = () => {
      let open: () => void = () => undefined
      state.mayOpen = new Promise(resolve => {
        open = resolve
      })
      return () => open()
    }
    return { plugin, heard, life, state, hold }
  }

  it('is stopped first, and gets the events of the gap in order', async () => {
    const { plugin, heard, life, hold } = owner()
    const { reload, tell } = await world([plugin({ version: 1 })])
    tell(line('a'))
    const open = hold()
    const reloading = reload([plugin({ version: 2 })])
    await vi.waitFor(() => expect(life).toContain('open 2'))
    tell(line('b'), line('c'))
    open()
    await reloading
    tell(line('d'))
    expect(life).toEqual(['open 1', 'close 1', 'open 2'])
    expect(heard).toEqual(['1:a', '2:b', '2:c', '2:d'])
  })

  it('is taken back with its old options where the new one fails, and misses nothing', async () => {
    const { plugin, heard, life, state, hold } = owner()
    const { reload, tell, state: stateOf } = await world([plugin({ version: 1 })])
    state.fails = new Error('port in use')
    const open = hold()
    const refused = expect(reload([plugin({ version: 2 })])).rejects.toThrow('owner: port in use')
    await vi.waitFor(() => expect(life).toContain('open 2'))
    tell(line('b'))
    open()
    await refused
    tell(line('c'))
    expect(life).toEqual(['open 1', 'close 1', 'open 2', 'close 2', 'open 1'])
    expect(heard).toEqual(['1:b', '1:c'])
    expect(stateOf('owner')).toBe('ready')
  })

  it('is not touched where another plugin of the new set fails', async () => {
    const { plugin, life } = owner()
    const { reload } = await world([plugin({ version: 1 })])
    await expect(
      reload([plugin({ version: 2 }), failing(() => new PluginFailure('no'))]),
    ).rejects.toThrow(ConfigProblem)
    expect(life).toEqual(['open 1'])
  })

  it('is not started anew where the runtime is stopped meanwhile', async () => {
    let finish: (() => void) | undefined
    let setups = 0
    const owner = definePlugin({
      name: 'owner',
      options: version,
      exclusive: true,
      setup: ({ defer }) => {
        setups += 1
        defer(() => new Promise<void>(resolve => (finish = resolve)))
      },
    })
    const { reload, runtime } = await world([owner({ version: 1 })])
    const refused = expect(reload([owner({ version: 2 })])).rejects.toThrow(
      'the runtime is stopping',
    )
    await vi.waitFor(() => expect(finish).toBeDefined())
    const stopped = runtime.stop()
    finish?.()
    await Promise.all([refused, stopped])
    expect(setups).toBe(1)
  })

  it('that is taken back while the runtime is stopped is given back again', async () => {
    const goOn = new Subject<void>()
    let setups = 0
    let closed = 0
    const owner = definePlugin({
      name: 'owner',
      options: version,
      exclusive: true,
      setup: async ({ options, defer }) => {
        setups += 1
        defer(() => {
          closed += 1
        })
        if (options.version === 2) throw new PluginFailure('port in use')
        if (setups === 3) await firstValueFrom(goOn)
      },
    })
    const { reload, runtime } = await world([owner({ version: 1 })])
    const refused = expect(reload([owner({ version: 2 })])).rejects.toThrow()
    await vi.waitFor(() => expect(setups).toBe(3))
    await runtime.stop()
    goOn.next()
    await refused
    expect([setups, closed]).toEqual([3, 3])
  })

  it('that is not ready at once keeps no events for ever', async () => {
    vi.useFakeTimers()
    const { plugin, heard, state } = owner()
    const { reload, tell, state: stateOf } = await world([plugin({ version: 1 })])
    state.fails = new NotReady('in a second')
    await reload([plugin({ version: 2 })])
    tell(line('missed'))
    state.fails = undefined
    await vi.advanceTimersByTimeAsync(3_000)
    expect(stateOf('owner')).toBe('ready')
    tell(line('heard'))
    expect(heard).toEqual(['2:heard'])
  })
})

describe('a port', () => {
  interface Quotes {
    random(): Promise<string>
    later(): Promise<string>
  }
  const Quotes = definePort<Quotes>('Quotes')

  function quotes(name = 'quotes') {
    return definePlugin({
      name,
      options: version,
      provides: [Quotes],
      setup: ({ provide, options }) =>
        provide(Quotes, {
          random: async () => `quote ${options.version}`,
          later: async () => `later ${options.version}`,
        }),
    })
  }

  function user(use: (quotes: Quotes) => void, setups: string[] = []) {
    return definePlugin({
      name: 'user',
      needs: { quotes: Quotes },
      setup: ({ ports }) => {
        setups.push('user')
        use(ports.quotes)
      },
    })()
  }

  it('in hand points at the new provider after a reload; its user is not restarted', async () => {
    let inHand: Quotes | undefined
    let method: Quotes['random'] | undefined
    const setups: string[] = []
    const provider = quotes()
    const consumer = user(port => {
      inHand = port
      method = port.random
    }, setups)
    const { reload } = await world([provider({ version: 1 }), consumer])
    expect([await inHand?.random(), await method?.()]).toEqual(['quote 1', 'quote 1'])
    await reload([provider({ version: 2 }), consumer])
    expect([await inHand?.random(), await method?.()]).toEqual(['quote 2', 'quote 2'])
    expect(setups).toEqual(['user'])
  })

  it('tells its provider who calls where the port says so, whatever the caller says', async () => {
    interface Ledger {
      write(
        text: string,
        options?: { readonly by?: string; readonly loud?: boolean },
      ): Promise<void>
      read(options: { readonly by?: string }): Promise<void>
    }
    const Ledger = definePort<Ledger>('Ledger', { signed: ['write'] })
    const written: unknown[] = []
    const provider = definePlugin({
      name: 'ledger',
      provides: [Ledger],
      setup: ({ provide }) =>
        provide(Ledger, {
          write: async (text, options) => void written.push([text, options]),
          read: async options => void written.push(options),
        }),
    })
    const writer = definePlugin({
      name: 'writer',
      needs: { ledger: Ledger },
      setup: ({ ports: { ledger } }) => {
        void ledger.write('one', { loud: true })
        void ledger.write('two', { by: 'somebody-else' })
        void ledger.write('three')
        void ledger.read({})
      },
    })
    await world([provider(), writer({}, { id: 'clerk' })])
    expect(written).toEqual([
      ['one', { loud: true, by: 'clerk' }],
      ['two', { by: 'clerk' }],
      ['three', undefined],
      {},
    ])
  })

  it('is awaited by a call while its provider is exchanged, five seconds at most', async () => {
    vi.useFakeTimers()
    let inHand: Quotes | undefined
    let isThere = true
    const provider = definePlugin({
      name: 'quotes',
      provides: [Quotes],
      options: version,
      setup: ({ provide, link, options }) => {
        const connection = link()
        if (!isThere) throw new NotReady('away')
        provide(Quotes, {
          random: async () => 'now',
          later: async () => `later ${options.version}`,
        })
        setTimeout(() => connection.lost('gone'), 1_000)
        return new Subject<NewEvent>()
      },
    })
    await world([provider({ version: 1 }), user(port => (inHand = port))])
    isThere = false
    await vi.advanceTimersByTimeAsync(1_000)
    const late = expect(inHand?.later()).rejects.toThrow(
      'Quotes was not available within 5 s: quotes is stopped or not connected; see promethean status',
    )
    await vi.advanceTimersByTimeAsync(5_000)
    await late
    isThere = true
    const waiting = inHand?.later()
    await vi.advanceTimersByTimeAsync(4_900)
    expect(await waiting).toBe('later 1')
  })

  it('that may be missing is undefined while no plugin provides it', async () => {
    const seen: (Quotes | undefined)[] = []
    const asking = definePlugin({
      name: 'asking',
      needs: { quotes: optional(Quotes) },
      setup: ({ ports, on }) =>
        on('chat.message').pipe(
          tap(() => seen.push(ports.quotes)),
          ignoreElements(),
        ),
    })()
    const { reload, tell } = await world([asking])
    tell(line('one'))
    await reload([quotes()({ version: 1 }), asking])
    tell(line('two'))
    expect(seen[0]).toBeUndefined()
    expect(await seen[1]?.random()).toBe('quote 1')
  })

  it('of many is a map alive, in the order of the config', async () => {
    const maps: Promise<string[]>[] = []
    const asking = definePlugin({
      name: 'asking',
      needs: { all: many(Quotes) },
      setup: ({ ports, on }) =>
        on('chat.message').pipe(
          tap(() => {
            const said = [...ports.all].map(async ([id, port]) => `${id} ${await port.random()}`)
            maps.push(Promise.all(said))
          }),
          ignoreElements(),
        ),
    })()
    const a = quotes('a')
    const b = quotes('b')
    const { reload, tell } = await world([b({ version: 1 }), asking])
    tell(line('one'))
    await reload([a({ version: 2 }), b({ version: 1 }), asking])
    tell(line('two'))
    expect(await Promise.all(maps)).toEqual([['b quote 1'], ['a quote 2', 'b quote 1']])
  })

  it('that a plugin offers and needs itself is that of another', async () => {
    let answer: string | undefined
    const loud = definePlugin({
      name: 'loud',
      provides: [Quotes],
      needs: { quiet: optional(Quotes) },
      setup: ({ provide, ports }) => {
        provide(Quotes, {
          random: async () => `${(await ports.quiet?.random()) ?? 'nothing'}!`,
          later: async () => '',
        })
      },
    })()
    const asking = definePlugin({
      name: 'asking',
      needs: { all: many(Quotes) },
      setup: async ({ ports }) => {
        answer = await ports.all.get('loud')?.random()
      },
    })()
    await world([quotes()({ version: 1 }), loud, asking])
    expect(answer).toBe('quote 1!')
  })

  it('that is listed but not provided, or provided but not listed, is named', async () => {
    const silent = definePlugin({ name: 'silent', provides: [Quotes], setup: () => undefined })()
    const extra = definePlugin({
      name: 'extra',
      setup: ({ provide }) => provide(Quotes, { random: async () => '', later: async () => '' }),
    })()
    const { state, said } = await world([silent, extra])
    expect(state('silent')).toBe('failed')
    expect(said('silent', 'error')[0]).toMatch(
      /^silent lists Quotes in provides but did not provide it; call provide\(\) in setup/,
    )
    expect(said('extra', 'error')[0]).toMatch(
      /^extra cannot provide Quotes: its definition does not list it; add it to provides/,
    )
  })

  it('is there until its last user has finished', async () => {
    vi.useFakeTimers()
    let isClosed = false
    const answers: string[] = []
    const provider = definePlugin({
      name: 'quotes',
      provides: [Quotes],
      setup: ({ provide, defer }) => {
        defer(() => {
          isClosed = true
        })
        provide(Quotes, {
          random: async () => '',
          later: async () => (isClosed ? 'too late' : 'in time'),
        })
      },
    })()
    const slow = definePlugin({
      name: 'slow',
      needs: { quotes: Quotes },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          source => delayEnd(source, 2_000),
          tap({
            complete: () => void ports.quotes.later().then(answer => answers.push(answer)),
          }),
        ),
    })()
    const { reload } = await world([provider, slow])
    await reload([])
    await vi.advanceTimersByTimeAsync(1_900)
    expect(isClosed).toBe(false)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(answers).toEqual(['in time'])
    expect(isClosed).toBe(true)
  })
})

describe('durable consumers over a reload', () => {
  it('deliver every event once, in order, whoever reads', async () => {
    const taken: string[] = []
    const store = definePlugin({
      name: 'store',
      options: version,
      setup: ({ consume }) =>
        consume({ types: ['chat.message'], batch: { max: 7 }, from: 'beginning' }, async events => {
          await new Promise(resolve => setTimeout(resolve, 2))
          taken.push(...texts(events))
        }),
    })
    const { reload, tell } = await world([store({ version: 0 })])
    let told = 0
    const telling = setInterval(() => {
      for (let n = 0; n < 5; n++) tell(line(`${told++}`))
    }, 1)
    for (let turn = 1; turn <= 8; turn++) await reload([store({ version: turn })])
    clearInterval(telling)
    await vi.waitFor(() => expect(taken).toHaveLength(told))
    expect(taken).toEqual(Array.from({ length: told }, (_, n) => `${n}`))
  })

  it('a new one hears from the switch on, while the old one still finishes its batch', async () => {
    const taken: string[] = []
    let finish: () => void = () => undefined
    const slow = definePlugin({
      name: 'store',
      setup: ({ consume }) =>
        consume(
          { types: ['chat.message'] },
          () =>
            new Promise<void>(done => {
              finish = done
            }),
        ),
    })
    const renewed = definePlugin({
      name: 'store',
      setup: ({ consume }) =>
        consume(
          { name: 'more', types: ['chat.message'] },
          events => void taken.push(...texts(events)),
        ),
    })
    const { reload, tell, runtime } = await world([slow()])
    tell(line('old'))
    await vi.waitFor(async () => expect((await runtime.status()).consumers.store?.lag).toBe(1))
    await reload([renewed()])
    tell(line('new'))
    await vi.waitFor(() => expect(taken).toEqual(['new']))
    finish()
  })
})

it('a stream that publishes nothing is fine', async () => {
  const quiet = definePlugin({ name: 'quiet', setup: () => EMPTY })()
  const { state } = await world([quiet])
  expect(state('quiet')).toBe('ready')
  expect(event('session.ended', { session: 'x' }).type).toBe('session.ended')
})
