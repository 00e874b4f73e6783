import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamerbot, twitch, twitchIrc } from '@promethean/plugins'
import { runPlugin } from 'promethean/testing'
import { expect, onTestFinished, test } from 'vitest'
import { fastTime } from '../support/fast-time.ts'
import { notice } from '../support/frames/twitch/eventsub.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { tagText } from '../support/twitch/lines.ts'
import { startFakeTwitchApi } from '../support/twitch-api/fake-twitch-api.ts'
import { signedIn } from '../support/twitch-api/signed-in.ts'

fastTime()

const CHANNEL = 'annstreams'
const GIFT = '5550000000000000077'
const RECEIVERS = ['kim', 'lea', 'mo']

const ircPart = (to: string, more: Readonly<Record<string, string>> = {}) =>
  `${tagText({
    ...{ badges: '', 'display-name': 'Jo', id: `n-${to}`, login: 'jo', 'msg-id': 'subgift' },
    ...{ 'msg-param-community-gift-id': GIFT, 'msg-param-origin-id': GIFT },
    ...{ 'msg-param-recipient-display-name': to, 'msg-param-recipient-id': `1-${to}` },
    ...{ 'msg-param-recipient-user-name': to, 'msg-param-sender-count': '0' },
    ...{ 'msg-param-sub-plan': '1000', 'room-id': '700100', 'user-id': '1010', ...more },
  })}:tmi.twitch.tv USERNOTICE #${CHANNEL}`

const eventSubPart = (to: string) => ({
  ...notice('sub_gift', {
    ...{ recipient_user_id: `1-${to}`, recipient_user_login: to, recipient_user_name: to },
    ...{ sub_tier: '1000', community_gift_id: GIFT, cumulative_total: null },
  }),
  ...{ message_id: `n-${to}`, chatter_user_id: '1010', chatter_user_login: 'jo' },
  chatter_user_name: 'Jo',
})

const streamerbotPart = (to: string) => ({
  event: { source: 'Twitch', type: 'GiftSub' },
  data: {
    ...{ recipient: { id: `1-${to}`, login: to, name: to }, subTier: '1000' },
    ...{ communityGiftId: GIFT, fromCommunitySubGift: true, messageId: `n-${to}` },
    user: { id: '1010', login: 'jo', name: 'Jo' },
  },
})

async function listening() {
  const irc = await startFakeTwitch()
  const helix = await startFakeTwitchApi()
  const bot = await FakeStreamerbot.start()
  const folder = await mkdtemp(join(tmpdir(), 'promethean-one-gift-'))
  signedIn(helix, folder, {})
  const server = { server: '127.0.0.1', port: irc.port, secure: false }
  const run = await runPlugin(twitchIrc({ channels: [CHANNEL], ...server }), {
    folder,
    beside: [
      twitch({ clientId: helix.world.clientId, channel: CHANNEL, urls: helix.urls }),
      streamerbot({ port: bot.port }),
    ],
  })
  onTestFinished(async () => {
    await run.stop()
    await Promise.all([irc.close(), helix.close(), bot.stop()])
    await rm(folder, { recursive: true, force: true })
  })
  const of = (type: string) => run.events.filter(event => event.type === type)
  await expect.poll(() => of('source.connected')).toHaveLength(3)
  return { run, irc, helix, bot, of }
}

const gift = {
  id: `twitch:channel.gifted:${GIFT}`,
  channel: CHANNEL,
  data: { user: { id: '1010', name: 'jo', displayName: 'Jo' }, count: 3, tier: '1000' },
}

test('a gift to many whose announcement nobody heard is one gift, however many sources count it', async () => {
  const { run, irc, helix, bot, of } = await listening()
  for (const to of RECEIVERS) {
    irc.send(ircPart(to))
    helix.events.notify('channel.chat.notification', eventSubPart(to))
    bot.emit(streamerbotPart(to))
  }
  await run.next('channel.subscribed')
  // Six receipts and two of the three gifts are repeats.
  await expect.poll(async () => (await run.status()).repeats).toBe(8)
  expect(of('channel.gifted')).toMatchObject([gift])
  expect(of('channel.subscribed')).toHaveLength(3)
})

test('a gift that still waits at the stop is kept', async () => {
  const { run, irc, of } = await listening()
  const anonymous = { login: 'ananonymousgifter', 'display-name': 'AnAnonymousGifter' }
  for (const to of RECEIVERS) irc.send(ircPart(to, anonymous))
  await expect.poll(() => of('channel.subscribed')).toHaveLength(3)
  await run.stop()
  expect(of('channel.gifted')).toMatchObject([
    { id: gift.id, data: { isAnonymous: true, count: 3 } },
  ])
})
