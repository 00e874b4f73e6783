import { expect, it } from 'vitest'
import { definePlugin } from '../../../core/plugin/define.ts'
import { ChatSender, Streamer } from '../../../core/plugin/ports.ts'
import { world } from './world.ts'

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

async function streamer(): Promise<Streamer> {
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
  })
  if (found === undefined) throw new Error('unreachable: it was set up')
  return found
}

it('knows the accounts of the config, the bots, those connected and those spoken with', async () => {
  const { accounts } = await streamer()
  const names = (platform?: string) => accounts(platform).map(({ name }) => name)
  expect(names()).toEqual(['Ann', 'NightBot', 'annkick', 'annbot'])
  expect(names('twitch')).toEqual(['Ann', 'NightBot', 'annbot'])
  expect(names('kick')).toEqual(['NightBot', 'annkick'])
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

it('knows the time zone of the config', async () => {
  expect((await streamer()).timezone).toBe('Europe/Berlin')
})
