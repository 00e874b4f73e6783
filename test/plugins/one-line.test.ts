import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamerbot, tau, twitch, twitchIrc } from '@promethean/plugins'
import type { Event, PluginUse } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { line as eventSubLine } from '../support/frames/twitch/eventsub.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { type FakeTau, startFakeTau } from '../support/tau/fake-tau.ts'
import { type FakeTwitch, startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { chatLine } from '../support/twitch/lines.ts'
import { type FakeTwitchApi, startFakeTwitchApi } from '../support/twitch-api/fake-twitch-api.ts'
import { signedIn } from '../support/twitch-api/signed-in.ts'

interface Case {
  readonly name: string
  readonly login: string
  readonly displayName: string
  readonly text: string
  /** On the wire of the chat server. */
  readonly wireText?: string
  readonly badges: readonly string[]
  /** Streamer.bot's number. */
  readonly role: number
}

const cases: readonly Case[] = [
  { name: 'a viewer', login: 'bo', displayName: 'Bo', text: 'hello', badges: [], role: 1 },
  {
    name: 'the broadcaster',
    login: 'annstreams',
    displayName: 'AnnStreams',
    text: 'hi',
    badges: ['broadcaster/1', 'subscriber/12'],
    role: 4,
  },
  {
    name: 'a moderator who subscribes',
    login: 'dee',
    displayName: 'Dee',
    text: 'order',
    badges: ['moderator/1', 'subscriber/6'],
    role: 3,
  },
  {
    name: 'a vip',
    login: 'cy',
    displayName: 'サイ',
    text: 'こんにちは 😀 Kappa',
    badges: ['vip/1'],
    role: 2,
  },
  {
    name: 'an action',
    login: 'bo',
    displayName: 'Bo',
    text: 'waves',
    wireText: '\u0001ACTION waves\u0001',
    badges: [],
    role: 1,
  },
]

let irc: FakeTwitch
let helix: FakeTwitchApi
let folder: string
let bot: FakeStreamerbot
let api: FakeTau

beforeAll(async () => {
  ;[irc, helix, bot, api] = await Promise.all([
    startFakeTwitch(),
    startFakeTwitchApi(),
    FakeStreamerbot.start(),
    startFakeTau({ pingMs: 1_000 }),
  ])
  folder = await mkdtemp(join(tmpdir(), 'promethean-one-line-'))
  signedIn(helix, folder, {})
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await Promise.all([irc.close(), helix.close(), bot.stop(), api.close()])
})

it.each(cases)('$name is told alike by Streamer.bot, IRC, TAU and EventSub', async given => {
  const id = `6f1f4a3e-0000-4c52-9d3a-${given.login.padEnd(12, '0').replace(/[^0-9a-f]/g, '1')}`
  const line = chatLine({
    channel: 'annstreams',
    login: given.login,
    text: given.wireText ?? given.text,
    id,
    tags: {
      'display-name': given.displayName,
      badges: given.badges.join(','),
      'user-id': '4711',
      subscriber: String(Number(isSubscriber(given))),
      mod: given.role === 3 ? '1' : '0',
    },
  })
  const told = await Promise.all([
    first(
      twitchIrc({
        channels: ['annstreams'],
        server: '127.0.0.1',
        port: irc.port,
        secure: false,
      }),
      () => irc.send(line),
    ),
    first(streamerbot({ port: bot.port }), () =>
      bot.emit({
        event: { source: 'Twitch', type: 'ChatMessage' },
        data: asStreamerbot(given, id),
      }),
    ),
    first(tau({ url: api.url, token: api.token, chat: ['annstreams'] }), () =>
      api.chat('annstreams', line),
    ),
    first(twitch({ clientId: helix.world.clientId, channel: 'annstreams', urls: helix.urls }), () =>
      helix.events.notify('channel.chat.message', asEventSub(given, id)),
    ),
  ])
  const [byIrc, byBot, byTau, byEventSub] = told.map(common)
  expect(byIrc).toMatchObject({
    id: `twitch:chat.message:${id}`,
    messageId: id,
    text: given.text,
    channel: 'annstreams',
  })
  expect(byBot).toEqual(byIrc)
  expect(byTau).toEqual(byIrc)
  expect(byEventSub).toEqual(byIrc)
})

async function first(use: PluginUse, tell: () => void): Promise<Event<'chat.message'>> {
  const run = await runPlugin(use, { folder })
  try {
    await expect.poll(() => run.state(), { timeout: 10_000 }).toBe('connected')
    tell()
    return await run.next('chat.message')
  } finally {
    await run.stop()
  }
}

function common({ id, platform, channel, data }: Event<'chat.message'>) {
  const { messageId, text, user } = data
  const { id: userId, name, displayName, roles } = user
  return { id, platform, channel, messageId, text, user: { id: userId, name, displayName, roles } }
}

function asStreamerbot(given: Case, messageId: string) {
  const { login, displayName, role, text } = given
  const badges = given.badges.map(badge => ({
    name: badge.split('/')[0],
    version: badge.split('/')[1],
  }))
  return {
    messageId,
    text,
    user: { id: '4711', login, name: displayName, role, badges, subscribed: isSubscriber(given) },
    broadcaster: { id: '700100', login: 'annstreams', name: 'AnnStreams' },
    meta: { isMe: given.wireText !== undefined },
    isTest: false,
  }
}

function asEventSub({ login, displayName, badges, ...given }: Case, messageId: string) {
  return eventSubLine({
    text: given.wireText ?? given.text,
    message_id: messageId,
    chatter_user_id: '4711',
    chatter_user_login: login,
    chatter_user_name: displayName,
    badges: badges.map(badge => ({
      set_id: badge.split('/')[0],
      id: badge.split('/')[1],
      info: '',
    })),
  })
}

function isSubscriber({ badges }: Case): boolean {
  return badges.some(badge => badge.startsWith('subscriber/'))
}
