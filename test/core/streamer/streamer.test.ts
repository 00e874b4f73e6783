import { expect, it, vi } from 'vitest'
import { inOrder } from '../../../core/bus/in-order.ts'
import type { Config } from '../../../core/config/define.ts'
import { event } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { ChatOutput, ChatSender, type Receipt } from '../../../core/plugin/ports/chat.ts'
import { Streamer } from '../../../core/plugin/ports/runtime.ts'
import { line, world } from '../supervisor/world.ts'

const speaker = definePlugin({
  name: 'speaker',
  provides: [ChatSender],
  setup: ({ link, provide }) => {
    link().connected([{ platform: 'kick', channel: 'annkick' }])
    provide(ChatSender, {
      platforms: ['twitch'],
      account: () => ({ id: '77', name: 'annbot' }),
      send: async () => ({ status: 'sent', confirmed: true }),
    })
  },
})

async function streamer(config: Pick<Config, 'bots' | 'relays'> = {}): Promise<Streamer> {
  let found: Streamer | undefined
  const asker = definePlugin({
    name: 'asker',
    needs: { streamer: Streamer },
    setup: ({ ports }) => {
      found = ports.streamer
    },
  })
  await world([speaker(), asker()], {
    streamer: { twitch: 'Ann' },
    bots: ['NightBot'],
    timezone: 'Europe/Berlin',
    ...config,
  })
  if (found === undefined) throw new Error('unreachable: it was set up')
  return found
}

it('knows the accounts of the config, the bots, those connected and those spoken with', async () => {
  const { accounts } = await streamer()
  const names = (platform?: string) => accounts(platform).map(({ name }) => name)
  expect(names()).toEqual(['ann', 'NightBot', 'annkick', 'annbot'])
  expect(names('twitch')).toEqual(['ann', 'NightBot', 'annbot'])
  expect(names('kick')).toEqual(['NightBot', 'annkick'])
})

it('knows the name of an account whose channel is an id, and that its channel is its own', async () => {
  let found: Streamer | undefined
  const source = definePlugin({
    name: 'source',
    needs: { streamer: Streamer },
    setup: ({ link, ports }) => {
      found = ports.streamer
      link().connected([{ platform: 'youtube', channel: 'UCann', name: '@ann-plays' }])
    },
  })
  const { tell, of } = await world([source()], { streamer: { youtube: '@Ann-Plays' } })
  expect(found?.accounts('youtube')).toContainEqual({
    platform: 'youtube',
    id: 'UCann',
    name: '@ann-plays',
  })
  tell(event('stream.online', {}, { platform: 'youtube', channel: 'UCother' }))
  expect(of('session.started')).toEqual([])
  tell(event('stream.online', {}, { platform: 'youtube', channel: 'UCann' }))
  expect(of('session.started')).toHaveLength(1)
})

it('tells a bot by login, display name or id, in any case', async () => {
  const { isBot } = await streamer()
  expect(isBot({ name: 'nightbot' }, 'youtube')).toBe(true)
  expect(isBot({ displayName: 'NIGHTBOT' })).toBe(true)
  expect(isBot({ id: '77' }, 'twitch')).toBe(true)
  expect(isBot({ id: '77' }, 'youtube')).toBe(false)
  expect(isBot({ id: '1', name: 'ann', displayName: 'Ann' })).toBe(false)
  // Who speaks as himself is no bot.
  expect(isBot({ id: '77', roles: ['broadcaster'] }, 'twitch')).toBe(false)
  expect(isBot({ name: 'nightbot', roles: ['broadcaster'] })).toBe(true)
})

it('tells a bot however a platform spells its name', async () => {
  const { isBot } = await streamer({ bots: ['@Night Bot', '@'] })
  expect(isBot({ name: 'nightbot' })).toBe(true)
  expect(isBot({ id: 'UC1', name: '@NightBot', displayName: 'Night  Bot' })).toBe(true)
  expect(isBot({ displayName: 'Ｎｉｇｈｔｂｏｔ' })).toBe(true)
  expect(isBot({ displayName: '' })).toBe(false)
  expect(isBot({})).toBe(false)
})

it('tells a relay: Restream’s where the config names none, else those it names', async () => {
  const known = await streamer()
  expect(known.isRelay({ name: 'restreambot' })).toBe(true)
  expect(known.isRelay({ id: 'UC2', name: '@RestreamBot', displayName: 'Restream Bot' })).toBe(true)
  expect(known.isRelay({ name: 'nightbot' })).toBe(false)
  const named = await streamer({ relays: ['Castr', '99'] })
  expect(named.isRelay({ name: 'castr' })).toBe(true)
  expect(named.isRelay({ id: '99', name: 'someone' })).toBe(true)
  expect(named.isRelay({ name: 'restream' })).toBe(false)
})

it('what a relay says is never answered, whoever would; a reload may say otherwise', async () => {
  const receipts: Receipt[] = []
  const parrot = definePlugin({
    name: 'parrot',
    needs: { chat: ChatOutput },
    setup: ({ on, ports }) =>
      on('chat.message').pipe(
        inOrder(async told => {
          const { text } = told.data
          receipts.push(await ports.chat.say(text, { to: told }))
          const elsewhere = { platform: 'twitch', channel: 'ann' } as const
          receipts.push(await ports.chat.say(text, elsewhere, { cause: told }))
        }),
      ),
  })
  const uses = [speaker(), parrot()]
  const { tell, of, reload } = await world(uses)
  const user = { id: '5', name: '@restreambot', displayName: 'Restream Bot', roles: [] }
  const relayed = (key: string) => ({ ...line(key), data: { messageId: key, text: key, user } })
  tell(relayed('one'))
  await vi.waitFor(() => expect(receipts).toHaveLength(2))
  expect(receipts.map(({ reason }) => reason)).toEqual(['relay', 'relay'])
  expect(of('chat.dropped').map(({ data }) => data)).toEqual(
    Array(2).fill({ text: 'one', reason: 'relay', plugin: 'parrot' }),
  )
  await reload(uses, { relays: [] })
  tell(relayed('two'))
  await vi.waitFor(() => expect(receipts).toHaveLength(4))
  expect(receipts.slice(2).map(({ status }) => status)).toEqual(['sent', 'sent'])
})

it('knows the time zone of the config', async () => {
  expect((await streamer()).timezone).toBe('Europe/Berlin')
})
