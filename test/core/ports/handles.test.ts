import {
  aboutProvider,
  ChatSender,
  type Context,
  definePlugin,
  definePort,
  many,
  type Outcome,
  optional,
  type PluginUse,
  TitleTarget,
  TokenSource,
} from 'promethean'
import { describe, expect, it, vi } from 'vitest'
import { world } from '../supervisor/world.ts'

interface Lamp {
  turn(color: string): Promise<Outcome<boolean>>
  color(): Promise<string>
}
const Lamp = definePort<Lamp>('Lamp', { effects: { turn: true } })

/** Provides a lamp as plain JavaScript may: nothing of it is typed. */
const bulb = (made: object) =>
  definePlugin({
    name: 'bulb',
    provides: [Lamp],
    setup: ({ provide }) => provide(Lamp, Object(made)),
  })()

/** Asks for something in its setup, and keeps its ports at hand. */
function asking<P>(needs: Context['ports'] & object, ask: (ports: P) => unknown) {
  const results: unknown[] = []
  const hand: { ports?: P } = {}
  const use: PluginUse = definePlugin({
    name: 'asking',
    // What a test asks for it reads by its own type.
    needs: Object(needs),
    setup: ({ ports }) => {
      hand.ports = Object(ports) as P
      results.push(ask(hand.ports))
    },
  })()
  return { use, results, hand }
}

describe('a port in hand', () => {
  it('gives promises only, whatever its provider gives', async () => {
    const made = { turn: () => true, color: () => 'white' }
    const { use, results } = asking<{ lamp: Lamp }>({ lamp: Lamp }, ({ lamp }) => [
      lamp.turn('red'),
      lamp.color(),
    ])
    await world([bulb(made), use])
    const [given] = results as [readonly Promise<unknown>[]]
    expect(given.every(one => one instanceof Promise)).toBe(true)
    expect(await Promise.all(given)).toEqual([{ done: true, value: true }, 'white'])
  })

  it('rejects where its provider throws at once, or has no such method', async () => {
    const made = {
      color: () => {
        throw new Error('broken')
      },
    }
    const { use, results } = asking<{ lamp: Lamp }>({ lamp: Lamp }, ({ lamp }) =>
      Promise.allSettled([lamp.color(), lamp.turn('red')]),
    )
    await world([bulb(made), use])
    expect(await results[0]).toMatchObject([
      { reason: { message: 'broken' } },
      {
        reason: {
          message:
            'cannot call Lamp.turn: what bulb provides as Lamp has no such method; check the name, or add it there',
        },
      },
    ])
  })

  it('shows no property of its provider', async () => {
    const { use, hand } = asking<{ senders: ReadonlyMap<string, object> }>(
      { senders: many(ChatSender) },
      () => undefined,
    )
    await world([speaker(), use])
    const sender = hand.ports?.senders.get('speaker') ?? {}
    expect(['platforms', 'account'].map(name => Reflect.get(sender, name))).toEqual([
      undefined,
      undefined,
    ])
  })
})

class Voice {
  readonly platforms = ['twitch']
  account(platform: string) {
    return this.platforms.includes(platform) ? { name: 'annbot' } : undefined
  }
  async send() {
    return { status: 'sent', confirmed: true } as const
  }
}

const speaker = definePlugin({
  name: 'speaker',
  provides: [ChatSender, TokenSource, TitleTarget],
  setup: ({ provide }) => {
    provide(ChatSender, new Voice())
    provide(TokenSource, {
      platform: 'twitch',
      token: async () => {
        throw new Error('nobody needs it')
      },
    })
    provide(TitleTarget, {
      setTitle: async () => ({ isConfirmed: true }),
      getTitle: async () => undefined,
    })
  },
})

describe('what a provider says about itself', () => {
  interface Wanted {
    readonly sender: ChatSender | undefined
    readonly tokens: TokenSource
    readonly titles: TitleTarget
  }
  const needs = {
    sender: optional(ChatSender),
    tokens: optional(TokenSource),
    titles: optional(TitleTarget),
  }

  it('is read at once, and holds nothing of its methods', async () => {
    const { use, hand } = asking<Wanted>(needs, ({ sender }) => sender)
    await world([speaker(), use])
    const { sender, tokens, titles } = hand.ports ?? {}
    const said = sender && aboutProvider(ChatSender, sender)
    expect([said?.platforms, said?.account('twitch'), said?.account('kick')]).toEqual([
      ['twitch'],
      { name: 'annbot' },
      undefined,
    ])
    expect(Object.keys(said ?? {})).toEqual(['platforms', 'account'])
    expect(tokens && aboutProvider(TokenSource, tokens)).toEqual({ platform: 'twitch' })
    expect(titles && aboutProvider(TitleTarget, titles)?.platforms?.()).toBeUndefined()
  })

  it('is undefined once it is taken out, and of what is no port', async () => {
    let held: ChatSender | undefined
    const { use } = asking<Wanted>(needs, ({ sender }) => {
      held = sender
    })
    const { reload } = await world([speaker(), use])
    await reload([use])
    expect(held && aboutProvider(ChatSender, held)).toBeUndefined()
    expect(aboutProvider(ChatSender, { send: vi.fn() })).toBeUndefined()
  })
})

describe('a call nobody waits for', () => {
  it('fails for nobody: it is logged once and counted, and is no unhandled rejection', async () => {
    const made = { color: () => Promise.reject(new Error('burnt out')), turn: () => true }
    const { use, hand } = asking<{ lamp: Lamp }>({ lamp: Lamp }, () => undefined)
    const { runtime, said } = await world([bulb(made), use])
    const stray = vi.fn()
    process.on('unhandledRejection', stray)
    for (let count = 0; count < 3; count++) void hand.ports?.lamp.color()
    await expect.poll(async () => (await runtime.status()).heldBack).toEqual({ 'asking/failed': 3 })
    expect(said('asking', 'warn')).toEqual([
      'could not call Lamp.color, and nothing awaited the result: burnt out',
    ])
    process.off('unhandledRejection', stray)
    expect(stray).not.toHaveBeenCalled()
  })

  it.each([
    ['await', async (call: Promise<string>) => await call],
    ['then', (call: Promise<string>) => call.then(() => 'done')],
    ['catch', (call: Promise<string>) => call.catch(failure => Promise.reject(failure))],
    ['Promise.all', (call: Promise<string>) => Promise.all([call])],
  ])('is none that is waited for with %s', async (_, wait) => {
    const made = { color: () => Promise.reject(new Error('burnt out')) }
    const { use, hand } = asking<{ lamp: Lamp }>({ lamp: Lamp }, () => undefined)
    const { runtime } = await world([bulb(made), use])
    const call = hand.ports?.lamp.color() ?? Promise.resolve('')
    await expect(wait(call)).rejects.toThrow('burnt out')
    expect((await runtime.status()).heldBack).toEqual({})
  })
})
