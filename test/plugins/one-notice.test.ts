import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chatBot, ignoreUsers, streamerbot, tau, twitch, twitchIrc } from '@promethean/plugins'
import { runPlugin } from 'promethean/testing'
import { expect, onTestFinished, test } from 'vitest'
import { notice, own } from '../support/frames/twitch/eventsub.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { startFakeTau } from '../support/tau/fake-tau.ts'
import { startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { tagText } from '../support/twitch/lines.ts'
import { startFakeTwitchApi } from '../support/twitch-api/fake-twitch-api.ts'
import { signedIn } from '../support/twitch-api/signed-in.ts'

const CHANNEL = 'annstreams'
const PATIENTLY = { timeout: 30_000 }

interface Words {
  readonly id: string
  readonly kind: string
  readonly text: string
}

// Olga types into the notice; Twitch sends no line of chat.
const ircNotice = ({ id, kind, text }: Words, more: Readonly<Record<string, string>> = {}) =>
  `${tagText({
    ...{ 'badge-info': '', badges: '', color: '#2E8B57', 'display-name': 'olga', emotes: '', id },
    ...{ login: 'olga', mod: '0', 'msg-id': kind, 'room-id': '700100', subscriber: '0' },
    ...{ 'system-msg': 'olga says something', 'tmi-sent-ts': String(Date.now()) },
    ...{ 'user-id': '7310', ...more },
  })}:tmi.twitch.tv USERNOTICE #${CHANNEL}${text === '' ? '' : ` :${text}`}`

const eventSubNotice = ({ id, text }: Words, kind: string, what: object = {}) => ({
  ...notice(kind, what, text),
  ...{ message_id: id, color: '#2E8B57' },
  ...{ chatter_user_id: '7310', chatter_user_login: 'olga', chatter_user_name: 'olga' },
})

const olga = { id: '7310', login: 'olga', name: 'olga', type: 'twitch', color: '#2E8B57', role: 1 }

/** IRC, EventSub, Streamer.bot and TAU of one channel in one runtime, a bot that answers `!discord`, and a filter. */
async function listening() {
  const irc = await startFakeTwitch({ tokens: ['sesame'] })
  const helix = await startFakeTwitchApi()
  const bot = await FakeStreamerbot.start()
  const api = await startFakeTau({ pingMs: 1_000 })
  const folder = await mkdtemp(join(tmpdir(), 'promethean-one-notice-'))
  signedIn(helix, folder, {})
  const server = { server: '127.0.0.1', port: irc.port, secure: false }
  const run = await runPlugin(
    twitchIrc({ channels: [CHANNEL], token: 'sesame', username: 'annbot', ...server }),
    {
      folder,
      beside: [
        twitch({ clientId: helix.world.clientId, channel: CHANNEL, urls: helix.urls }),
        streamerbot({ port: bot.port }),
        tau({ url: api.url, token: api.token }),
        ignoreUsers({ users: ['spammer'] }),
        chatBot({ rules: [{ on: '!discord', reply: 'Join us at our place' }] }),
      ],
      config: { outbox: { twitch: 'twitch-irc' } },
    },
  )
  onTestFinished(async () => {
    await run.stop()
    await Promise.all([irc.close(), helix.close(), bot.stop(), api.close()])
    await rm(folder, { recursive: true, force: true })
  })
  const connected = () => run.events.filter(({ type }) => type === 'source.connected')
  await expect.poll(connected, PATIENTLY).toHaveLength(4)
  const lines = () => run.events.filter(event => event.type === 'chat.message')
  const answers = () => irc.received().filter(line => line.includes('Join us at our place'))
  const settled = async (repeats: number) =>
    expect.poll(async () => (await run.status()).repeats, PATIENTLY).toBe(repeats)
  return { run, irc, helix, bot, api, lines, answers, settled }
}

test('words typed into a notice are one line of chat, whichever sources tell it, and are answered', async () => {
  const { run, irc, helix, bot, lines, answers, settled } = await listening()
  const words = { id: 'n-1', kind: 'viewermilestone', text: '!discord' }
  irc.send(ircNotice(words, { 'msg-param-category': 'watch-streak', 'msg-param-value': '41' }))
  helix.events.notify('channel.chat.notification', eventSubNotice(words, 'watch_streak'))
  bot.emit({
    event: { source: 'Twitch', type: 'WatchStreak' },
    data: { user: olga, text: words.text, messageId: words.id, systemMessage: '…' },
  })
  await settled(2)
  expect(lines()).toMatchObject([
    {
      id: 'twitch:chat.message:n-1',
      channel: CHANNEL,
      data: { messageId: 'n-1', text: '!discord', isNotice: true, user: { id: '7310' } },
    },
  ])
  await expect.poll(answers, PATIENTLY).toHaveLength(1)
  const notices = run.events.filter(({ type }) => type === 'platform.event')
  expect(notices.map(({ data }) => Reflect.get(data, 'name')).sort()).toEqual([
    'streamerbot:Twitch.WatchStreak',
    'twitch-irc:USERNOTICE.viewermilestone',
    'twitch:channel.chat.notification.watch_streak',
  ])
})

test('words with a renewal are one line, also where a source tells them without an id', async () => {
  const { run, irc, api, lines, settled } = await listening()
  const words = { id: 'n-2', kind: 'resub', text: 'good to be back' }
  api.happen('channel-subscription-message', {
    ...{ ...own, user_id: '7310', user_login: 'olga', user_name: 'olga', tier: '1000' },
    ...{ message: { text: words.text, emotes: [] }, cumulative_months: 6, duration_months: 1 },
  })
  await run.next('chat.message')
  irc.send(ircNotice(words, { 'msg-param-sub-plan': '1000' }))
  await settled(2)
  expect(lines()).toHaveLength(1)
  expect(run.events.filter(({ type }) => type === 'channel.subscribed')).toHaveLength(1)
})

test('a renewal somebody else pays for is one, also where a source does not tell that', async () => {
  const { run, irc, api, settled } = await listening()
  api.happen('channel-subscription-message', {
    ...{ ...own, user_id: '7310', user_login: 'olga', user_name: 'olga', tier: '1000' },
    ...{ message: { text: '', emotes: [] }, cumulative_months: 6, duration_months: 1 },
  })
  await run.next('channel.subscribed')
  const gift = { 'msg-param-was-gifted': 'true', 'msg-param-gifter-login': 'jo' }
  irc.send(ircNotice({ id: 'n-9', kind: 'resub', text: '' }, gift))
  await settled(1)
  expect(run.events.filter(({ type }) => type === 'channel.subscribed')).toHaveLength(1)
})

test('what shows nothing are no words, whichever source tells the notice', async () => {
  const { run, irc, helix, bot, lines } = await listening()
  const unseen = { id: 'n-8', kind: 'viewermilestone', text: '\u034F \u200B' }
  irc.send(ircNotice(unseen))
  helix.events.notify('channel.chat.notification', eventSubNotice(unseen, 'watch_streak'))
  bot.emit({
    event: { source: 'Twitch', type: 'WatchStreak' },
    data: { user: olga, text: unseen.text, messageId: 'n-8' },
  })
  await run.next('platform.event', ({ source }) => source === 'twitch')
  await run.next('platform.event', ({ source }) => source === 'streamerbot')
  await run.next('platform.event', ({ source }) => source === 'twitch-irc')
  expect(lines()).toEqual([])
})

test('words of a partner’s room are marked, a notice without words makes no line, a filter judges them', async () => {
  const { run, irc, lines, answers } = await listening()
  const shared = { 'source-room-id': '999', 'source-msg-id': 'announcement' }
  irc.send(ircNotice({ id: 'n-3', kind: 'sharedchatnotice', text: '!discord' }, shared))
  irc.send(ircNotice({ id: 'n-4', kind: 'viewermilestone', text: '' }))
  irc.send(ircNotice({ id: 'n-5', kind: 'announcement', text: 'buy' }, { login: 'spammer' }))
  irc.send(ircNotice({ id: 'n-6', kind: 'announcement', text: 'the last' }))
  await run.next('chat.message', ({ data }) => data.text === 'the last')
  expect(lines()).toMatchObject([
    { data: { text: '!discord', sharedFrom: { id: '999' } } },
    { data: { text: 'the last' } },
  ])
  expect(answers()).toEqual([])
})
