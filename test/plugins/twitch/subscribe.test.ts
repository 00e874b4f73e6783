import { expect, onTestFinished, test } from 'vitest'
import { Helix } from '../../../plugins/twitch/api/helix.ts'
import { streamerOf } from '../../../plugins/twitch/auth/accounts.ts'
import { RecentMessages } from '../../../plugins/twitch/eventsub/recent-messages.ts'
import { EventSession } from '../../../plugins/twitch/eventsub/session.ts'
import { subscribeAll } from '../../../plugins/twitch/eventsub/subscribe.ts'
import { isToldBetter } from '../../../plugins/twitch/eventsub/subscriptions.ts'
import { STREAMER_SCOPES } from '../../../plugins/twitch/scopes.ts'
import { world } from './world.ts'

const { signal } = new AbortController()

async function subscribing() {
  const { fake, folder } = await world({})
  const { clientId } = fake.world
  const options = { clientId, channel: 'annstreams', bot: undefined, urls: fake.urls }
  const streamer = streamerOf(options, { folder: `${folder}/.promethean`, signal })
  const session = await new Promise<string>(resolve => {
    const open = new EventSession(fake.urls.eventsub, {
      welcome: resolve,
      notification: () => undefined,
      revoked: () => undefined,
      malformed: () => undefined,
      heard: () => undefined,
      ended: () => undefined,
    })
    onTestFinished(() => open.close())
  })
  const active = new Set<string>()
  const leftOut: string[] = []
  const again = () =>
    subscribeAll({
      helix: new Helix(fake.urls.api, streamer),
      session,
      channelId: '700100',
      scopes: Object.keys(STREAMER_SCOPES),
      signal,
      active,
      heard: () => undefined,
      leftOut: sentence => leftOut.push(sentence),
    })
  return { fake, active, leftOut, again }
}

test('what a limit kept out is had later, and nothing is asked for twice', async () => {
  const { fake, active, again } = await subscribing()
  const limit = { status: 429, message: 'subscription max cost exceeded' }
  fake.events.refused.set('channel.follow', limit)
  await expect(again()).resolves.toBe(true)
  expect(active.has('channel.follow')).toBe(false)
  fake.events.refused.clear()
  const asked = fake.asked('POST /eventsub/subscriptions').length
  await expect(again()).resolves.toBe(false)
  expect(active.has('channel.follow')).toBe(true)
  expect(fake.asked('POST /eventsub/subscriptions')).toHaveLength(asked + 1)
})

test('what comes late is told in the place of its second choice, so that nothing is told twice', async () => {
  const { fake, active, again } = await subscribing()
  fake.events.refused.set('channel.chat.message', { status: 429, message: 'limit' })
  await again()
  expect(active.has('channel.cheer')).toBe(true)
  expect(isToldBetter('channel.cheer', active)).toBe(false)
  fake.events.refused.clear()
  await again()
  expect(active.has('channel.chat.message')).toBe(true)
  expect(isToldBetter('channel.cheer', active)).toBe(true)
})

test('what Twitch has already counts as had', async () => {
  const { fake, active, again, leftOut } = await subscribing()
  fake.events.refused.set('channel.follow', { status: 409, message: 'already exists' })
  await expect(again()).resolves.toBe(false)
  expect(active.has('channel.follow')).toBe(true)
  expect(leftOut).toEqual([])
})

test('a message is old by the clock of Twitch, however wrong the one of this computer is', () => {
  const recent = new RecentMessages()
  const twitch = Date.now() - 3_600_000
  const told = (agoMs: number, messageId: string) => ({
    messageId,
    time: new Date(twitch - agoMs),
    type: 'channel.follow',
    event: {},
  })
  recent.setClock(new Date(twitch))
  expect(recent.judge(told(0, 'a'))).toBeUndefined()
  expect(recent.judge(told(0, 'a'))).toBe('repeat')
  expect(recent.judge(told(601_000, 'b'))).toBe('old')
  expect(recent.judge(told(590_000, 'c'))).toBeUndefined()
})
