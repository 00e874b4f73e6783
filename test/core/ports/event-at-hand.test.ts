import { concatMap, ignoreElements, NEVER } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import {
  Approval,
  ChatOutput,
  ChatSender,
  definePlugin,
  definePort,
  event,
  LanguageModel,
  NotReady,
  TitleTarget,
} from '../../../core/index.ts'
import { line, world } from '../supervisor/world.ts'
import { bea, causesSeen, farEnd, nameOf } from './acting.ts'

describe('the event at hand', () => {
  it('is what a text said into a channel by name answers', async () => {
    const speaker = definePlugin({
      name: 'speaker',
      provides: [ChatSender],
      setup: ({ provide }) =>
        provide(ChatSender, {
          platforms: ['twitch'],
          account: () => ({ name: 'annbot' }),
          send: async () => ({ status: 'sent', confirmed: true }),
        }),
    })
    const greeter = definePlugin({
      name: 'greeter',
      needs: { chat: ChatOutput },
      setup: ({ on, ports }) => {
        const say = (text: string) => ports.chat.say(text, { platform: 'twitch', channel: 'ann' })
        on('channel.followed', () => void say('hello'))
        return on('channel.followed').pipe(concatMap(() => say('untold')))
      },
    })
    const { tell, of } = await world([speaker(), greeter()])
    const told = { key: 'f', platform: 'twitch', channel: 'ann', test: true } as const
    tell(event('channel.followed', { user: bea }, told))
    await vi.waitFor(() => expect(of('chat.sent')).toHaveLength(2))
    expect(of('chat.sent').find(({ data }) => data.text === 'hello')).toMatchObject({
      cause: 'twitch:channel.followed:f',
      test: true,
    })
    const untold = of('chat.sent').find(({ data }) => data.text === 'untold')
    expect([untold?.cause, untold?.test]).toEqual([undefined, undefined])
  })

  it('is what a question to the streamer and to a model answers', async () => {
    const asked: unknown[] = []
    const model = definePlugin({
      name: 'model',
      provides: [LanguageModel],
      setup: ({ provide }) =>
        provide(LanguageModel, {
          generate: async ({ cause, by }) => {
            asked.push([nameOf(cause), by])
            return { text: 'yes', model: 'fake' }
          },
        }),
    })
    const asker = definePlugin({
      name: 'asker',
      needs: { approval: Approval, model: LanguageModel },
      setup: ({ on, ports }) => {
        on('chat.message', async () => {
          await ports.model.generate({ prompt: 'well?' })
          void ports.approval.ask({ what: 'title', text: 'a title' })
        })
        return on('chat.message').pipe(
          concatMap(() => ports.model.generate({ prompt: 'untold' })),
          ignoreElements(),
        )
      },
    })
    const { tell, runtime } = await world([model(), asker()])
    tell(line('one'))
    await vi.waitFor(async () => expect((await runtime.status()).waiting).toHaveLength(1))
    expect((await runtime.status()).waiting).toMatchObject([{ cause: 'twitch:chat.message:one' }])
    expect(asked).toEqual([
      ['one', 'asker'],
      [undefined, 'asker'],
    ])
  })

  it('is remembered while a call waits for its provider', async () => {
    let starts = 0
    const { causes, gate } = causesSeen()
    const slow = definePlugin({
      name: 'slow',
      provides: [TitleTarget],
      setup: ({ provide }) => {
        if (starts++ === 0) throw new NotReady('not yet')
        provide(TitleTarget, {
          setTitle: async () => ({ isConfirmed: true }),
          getTitle: async () => '',
        })
      },
    })
    const actor = definePlugin({
      name: 'actor',
      needs: { title: TitleTarget },
      setup: ({ on, ports }) => on('chat.message', () => void ports.title.setTitle('late')),
    })
    const { tell } = await world([slow(), actor()], { gate })
    tell(line('one'))
    await vi.waitFor(() => expect(causes).toEqual(['one']))
  })

  it('does not reach into the queue of a provider, which works on for others', async () => {
    interface Lamp {
      turn(color: string): Promise<void>
    }
    const Lamp = definePort<Lamp>('Lamp')
    // One worker for all calls, begun by the first.
    const lamp = definePlugin({
      name: 'lamp',
      needs: { title: TitleTarget },
      provides: [Lamp],
      setup: ({ ports, provide }) => {
        const waiting: (readonly [string, () => void])[] = []
        const work = async () => {
          for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
            await ports.title.setTitle(next[0])
            next[1]()
            waiting.shift()
          }
        }
        provide(Lamp, {
          turn: color =>
            new Promise(resolve => {
              if (waiting.push([color, resolve]) === 1) void work()
            }),
        })
      },
    })
    const actor = definePlugin({
      name: 'actor',
      needs: { lamp: Lamp },
      setup: ({ on, ports }) => {
        const both = () => Promise.all([ports.lamp.turn('red'), ports.lamp.turn('green')])
        on('chat.message', both)
        on('channel.followed', both)
      },
    })
    const { causes, gate } = causesSeen()
    const { tell } = await world([farEnd(), lamp(), actor()], { gate })
    tell(line('one'), event('channel.followed', { user: bea }))
    await vi.waitFor(() => expect(causes).toHaveLength(4))
    expect(causes).toEqual([undefined, undefined, undefined, undefined])
  })

  it('does not reach into the next run of a plugin that ended while at work', async () => {
    const { causes, gate } = causesSeen()
    let runs = 0
    const source = definePlugin({
      name: 'source',
      needs: { title: TitleTarget },
      setup: ({ link, on, ports }) => {
        runs += 1
        const connection = link()
        connection.connected()
        if (runs > 1) void ports.title.setTitle('connected again')
        on('chat.message', async () => {
          connection.lost('gone')
          await vi.waitFor(() => expect(causes).toHaveLength(1))
        })
        return NEVER
      },
    })
    const { tell } = await world([farEnd(), source()], { gate })
    tell(line('one'))
    await vi.waitFor(() => expect(causes).toEqual([undefined]))
  })
})
