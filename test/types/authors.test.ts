// What must compile here compiles with the whole tree (tsc); what must not is marked, and tsc complains where it does.
import {
  type Account,
  aboutProvider,
  ChatOutput,
  ChatSender,
  definePlugin,
  definePort,
  type EffectOptions,
  type Event,
  event,
  inOrder,
  many,
  type Outcome,
  optional,
  type Platform,
  type PluginUse,
  type Provided,
  Streamer,
  StreamState,
  TokenSource,
} from 'promethean'
import { filter, ignoreElements, map, of, tap } from 'rxjs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'

declare module 'promethean' {
  interface Events {
    'types-test.done': { readonly points: number }
  }
}

interface Quotes {
  random(): Promise<string>
}
const Quotes = definePort<Quotes>('Quotes')
const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }

describe('events', () => {
  it('are narrowed by their type', () => {
    const show = (told: Event): string => {
      // @ts-expect-error: of all events only some have a text
      told.data.text
      if (told.type === 'chat.message') return told.data.text
      if (told.type === 'channel.cheered') return `${told.data.bits}`
      // @ts-expect-error: a raid has no bits
      if (told.type === 'channel.raided') return `${told.data.viewers}${told.data.bits ?? ''}`
      return told.type
    }
    expect(show).toBeTypeOf('function')
  })

  it('are made with the data of their type', () => {
    const made = event('chat.message', { messageId: '1', text: 'hello', user })
    const text: string = made.data.text
    event('types-test.done', { points: 3 })
    // @ts-expect-error: nobody declared this type
    event('types-test.dome', { points: 3 })
    // @ts-expect-error: points are a number
    event('types-test.done', { points: 'three' })
    // @ts-expect-error: a raid needs its viewers
    event('channel.raided', { from: user })
    // @ts-expect-error: the runtime gives ids
    event('types-test.done', { points: 3 }, { id: 'mine' })
    expect(text).toBe('hello')
  })

  it('of one’s own are declared by merging, and heard like any other', () => {
    const plugin = definePlugin({
      name: 'own',
      emits: { 'types-test.done': z.object({ points: z.number() }) },
      setup: ({ on }) =>
        on('types-test.done').pipe(
          map(told => event('types-test.done', { points: told.data.points + 1 })),
        ),
    })
    expect(plugin().id).toBe('own')
  })
})

describe('a plugin’s options', () => {
  it('may be left out where all have defaults, and must be given where not', () => {
    const easy = definePlugin({
      name: 'easy',
      options: z.strictObject({ greeting: z.string().default('Hi') }),
      setup: ({ options }) => {
        const greeting: string = options.greeting
        expect(greeting).toBeTypeOf('string')
      },
    })
    const strict = definePlugin({
      name: 'strict',
      options: z.strictObject({ channel: z.string() }),
      setup: () => undefined,
    })
    const none = definePlugin({ name: 'none', setup: () => undefined })
    const uses: readonly PluginUse[] = [
      easy(),
      easy({}),
      easy({ greeting: 'Hej' }, { id: 'late' }),
      strict({ channel: 'ann' }),
      none(),
      none(undefined, { id: 'again' }),
    ]
    expect(uses).toHaveLength(6)
    // @ts-expect-error: the channel is missing
    strict()
    // @ts-expect-error: the channel is missing
    strict({})
    // @ts-expect-error: an unknown option
    easy({ greting: 'Hej' })
    // @ts-expect-error: a plugin without options takes none
    none({ greeting: 'Hej' })
  })
})

describe('what setup returns', () => {
  it('is a stream of events, of receipts, of nothing, or nothing', () => {
    const plugins = [
      definePlugin({ name: 'events', setup: () => of(event('types-test.done', { points: 1 })) }),
      definePlugin({
        name: 'receipts',
        needs: { chat: ChatOutput },
        setup: ({ on, ports }) =>
          on('chat.message').pipe(inOrder(told => ports.chat.say('hello', { to: told }))),
      }),
      definePlugin({
        name: 'nothing',
        setup: ({ on }) =>
          on('chat.message').pipe(
            tap(() => undefined),
            ignoreElements(),
          ),
      }),
      definePlugin({ name: 'handled', setup: ({ on }) => on('chat.message', () => undefined) }),
      definePlugin({ name: 'later', setup: async () => of(event('title.wanted', {})) }),
      definePlugin({ name: 'void', setup: () => undefined }),
    ]
    expect(plugins).toHaveLength(6)
  })

  it('is not what it was given: that would publish every event again', () => {
    definePlugin({
      name: 'loop',
      // @ts-expect-error: these events have ids already
      setup: ({ on }) => on('chat.message'),
    })
    definePlugin({
      name: 'filtered-loop',
      // @ts-expect-error: these events have ids already
      setup: ({ on }) => on('chat.message').pipe(filter(told => told.data.text === '!loop')),
    })
    definePlugin({
      name: 'texts',
      // @ts-expect-error: a text is no event
      setup: ({ on }) => on('chat.message').pipe(map(told => told.data.text)),
    })
    // @ts-expect-error: a number is no stream
    definePlugin({ name: 'number', setup: () => 7 })
    expect(() => definePlugin({ name: 'Not Kebab', setup: () => undefined })).toThrow(
      'a plugin cannot be named "Not Kebab": names are kebab-case; write my-plugin',
    )
  })
})

describe('the context', () => {
  it('knows the types there are', () => {
    definePlugin({
      name: 'listening',
      setup: ({ on, filter, consume }) => {
        on('chat.message', 'channel.cheered').subscribe(told => {
          if (told.type === 'chat.message') expect(told.data.text).toBeTypeOf('string')
        })
        on(['chat.message'], { recovered: true }).subscribe(told => told.data.messageId)
        on().subscribe(told => told.type)
        on('chat.message', told => told.data.text)
        on('chat.message', 'channel.cheered', async told => {
          if (told.type === 'channel.cheered') expect(told.data.bits).toBeTypeOf('number')
        })
        on(['chat.message', 'channel.cheered'], told => told.data.user)
        on(['chat.message'], { recovered: true }, told => told.data.messageId)
        on(told => told.type)
        // @ts-expect-error: no such type
        on('chat.mesage', () => undefined)
        // @ts-expect-error: a cheer has no messageId
        on('channel.cheered', told => told.data.messageId)
        // @ts-expect-error: what is given to a function is no stream
        on('chat.message', () => undefined).pipe()
        // @ts-expect-error: no such type
        on('chat.mesage').subscribe()
        // @ts-expect-error: a cheer has no messageId
        on('channel.cheered').subscribe(told => told.data.messageId)
        // @ts-expect-error: no such type
        filter('chat.mesage', () => ({ kind: 'keep' }))
        // @ts-expect-error: a filter answers at once
        filter('chat.message', async () => ({ kind: 'keep' }))
        consume({ types: ['chat.message'] }, events => void events.map(told => told.data.text))
        // @ts-expect-error: no such type
        consume({ types: ['chat.mesage'] }, () => undefined)
      },
    })
    expect(true).toBe(true)
  })

  it('has the ports a plugin needs, as it needs them', () => {
    definePlugin({
      name: 'needing',
      needs: { one: Quotes, perhaps: optional(Quotes), all: many(Quotes) },
      setup: ({ ports }) => {
        const one: Promise<string> = ports.one.random()
        const perhaps: Promise<string> | undefined = ports.perhaps?.random()
        const all: readonly Promise<string>[] = [...ports.all.values()].map(port => port.random())
        // @ts-expect-error: it may be missing
        ports.perhaps.random()
        // @ts-expect-error: nobody needs this
        ports.two
        expect([one, perhaps, all]).toBeDefined()
      },
    })
    definePlugin({
      name: 'providing',
      provides: [Quotes],
      setup: ({ provide }) => {
        provide(Quotes, { random: async () => 'so it goes' })
        // @ts-expect-error: a quote is a text, later
        provide(Quotes, { random: () => 7 })
      },
    })
    expect(Quotes.name).toBe('Quotes')
  })

  it('keeps state as JSON only', () => {
    definePlugin({
      name: 'counting',
      setup: ({ state }) => {
        const count: number = state.update<number>('count', (before = 0) => before + 1)
        state.set('list', ['a', { b: 1 }, null])
        // @ts-expect-error: a function is no JSON
        state.set('work', () => count)
        // @ts-expect-error: a Date is no JSON
        state.set('at', new Date())
      },
    })
    expect(true).toBe(true)
  })
})

describe('the state of a plugin that says what it keeps', () => {
  it('has the types of its schemas', () => {
    definePlugin({
      name: 'counting',
      state: { count: z.int().default(0), last: z.strictObject({ name: z.string() }) },
      setup: ({ state }) => {
        const count: number = state.get('count')
        const next: number = state.update('count', before => before + count)
        const name: string | undefined = state.get('last')?.name
        state.set('last', { name: 'ann' })
        // @ts-expect-error: it may not be set yet
        state.get('last').name
        // @ts-expect-error: a count is a number
        state.set('count', 'three')
        // @ts-expect-error: it keeps no such thing
        state.get('cuont')
        expect([next, name]).toBeDefined()
      },
    })
    expect(true).toBe(true)
  })
})

describe('a port', () => {
  interface Lamp {
    turn(color: string, options?: EffectOptions): Promise<Outcome<boolean>>
    send(command: string, brightness: number): Promise<Outcome>
    color(): Promise<string>
  }
  const Lamp = definePort<Lamp>('Lamp', { effects: { turn: true, send: true } })

  it('says of its effects which calls only read, by what they are called with', () => {
    const effects = { turn: true, send: true } as const
    const lamp = definePort<Lamp>('Lamp', {
      effects,
      reads: {
        send: (command, brightness) => command === 'status' && brightness.toFixed() === '0',
      },
    })
    // @ts-expect-error: a lamp has no such method
    definePort<Lamp>('Lamp', { effects, reads: { dim: () => true } })
    // @ts-expect-error: the colour is no effect
    definePort<Lamp>('Lamp', { effects, reads: { color: () => true } })
    // @ts-expect-error: the command is a text
    definePort<Lamp>('Lamp', { effects, reads: { send: (command: number) => command === 1 } })
    expect(lamp.reads.send?.('status', 0)).toBe(true)
  })

  it('lists exactly the methods that give an outcome as its effects', () => {
    // @ts-expect-error: none is listed
    definePort<Lamp>('Lamp')
    // @ts-expect-error: one is forgotten
    definePort<Lamp>('Lamp', { effects: { turn: true } })
    // @ts-expect-error: this one gives a bare value
    definePort<Lamp>('Lamp', { effects: { turn: true, send: true, color: true } })
    // @ts-expect-error: none of these gives an outcome
    definePort<Quotes>('Quotes', { effects: { random: true } })
    expect(Lamp.effects).toEqual(['turn', 'send'])
  })

  it('has asynchronous methods only, since its provider may be away', () => {
    interface Lights {
      flash(color: string): void
    }
    interface Colored {
      readonly color: string
    }
    interface Maybe {
      flash?(): Promise<void>
    }
    interface Counting {
      count(): AsyncIterable<number>
    }
    const ports = [
      // @ts-expect-error: it would answer at once
      definePort<Lights>('Lights'),
      // @ts-expect-error: a property is no member
      definePort<Colored>('Colored'),
      // @ts-expect-error: nobody knows whether the next provider has it
      definePort<Maybe>('Maybe'),
      // @ts-expect-error: a stream begins at once
      definePort<Counting>('Counting'),
    ]
    expect(ports).toHaveLength(4)
  })

  it('gives outcomes to who calls it, and takes bare values from who provides it', () => {
    expectTypeOf<Provided<typeof Lamp>['turn']>().returns.toEqualTypeOf<Promise<boolean>>()
    expectTypeOf<Provided<typeof Lamp>['send']>().returns.toEqualTypeOf<Promise<void>>()
    expectTypeOf<Provided<typeof Lamp>['color']>().toEqualTypeOf<Lamp['color']>()
    const plugin = definePlugin({
      name: 'lamp-user',
      needs: { lamp: Lamp },
      setup: async ({ ports, provide }) => {
        const turned = await ports.lamp.turn('red')
        expectTypeOf(turned).toEqualTypeOf<Outcome<boolean>>()
        if (turned.done) expectTypeOf(turned.value).toEqualTypeOf<boolean>()
        else expectTypeOf(turned.reason).toEqualTypeOf<'muted' | 'dry' | 'made_up' | 'absent'>()
        const color = async () => 'red'
        provide(Lamp, { turn: async () => true, send: async () => undefined, color })
        // @ts-expect-error: who provides it does not say whether it may be done
        provide(Lamp, { turn: async () => turned, send: async () => undefined, color })
        // @ts-expect-error: a lamp has no such method
        provide(Lamp, { turn: async () => true, send: async () => undefined, color, dim: color })
        // @ts-expect-error: it answers at once
        provide(Lamp, { turn: () => true, send: async () => undefined, color })
      },
    })
    expect(plugin).toBeTypeOf('function')
  })

  it('keeps what its provider says of itself apart from its methods', () => {
    const plugin = definePlugin({
      name: 'speaker',
      needs: { senders: many(ChatSender), tokens: TokenSource },
      setup: ({ ports, provide }) => {
        for (const sender of ports.senders.values()) {
          // @ts-expect-error: while it is away nobody knows
          expect(sender.platforms).toBeDefined()
          const said = aboutProvider(ChatSender, sender)
          expectTypeOf(said?.account('twitch')).toEqualTypeOf<Account | undefined>()
        }
        // @ts-expect-error: the same
        expect(ports.tokens.platform).toBeDefined()
        const platform: Platform | undefined = aboutProvider(TokenSource, ports.tokens)?.platform
        const send = async () => ({ status: 'sent', confirmed: true }) as const
        provide(ChatSender, { send, platforms: ['twitch'], account: () => ({ name: 'ann' }) })
        // @ts-expect-error: as whom it speaks it does not say
        provide(ChatSender, { send, platforms: ['twitch'] })
        expect(platform).toBeDefined()
      },
    })
    interface Bulb {
      watts(): Promise<number>
    }
    // @ts-expect-error: what it says of itself is not listed
    definePort<Bulb, { readonly color: string }>('Bulb')
    // @ts-expect-error: it says nothing of itself
    definePort<Bulb>('Bulb', { about: { color: true } })
    expect(plugin).toBeTypeOf('function')
  })

  it('of core itself is always there, and may answer at once', () => {
    const plugin = definePlugin({
      name: 'asking',
      needs: { stream: StreamState, streamer: Streamer },
      setup: ({ ports }) => {
        expectTypeOf(ports.stream.isLive()).toEqualTypeOf<boolean>()
        expectTypeOf(ports.streamer.timezone).toEqualTypeOf<string>()
      },
    })
    expect(plugin).toBeTypeOf('function')
  })
})
