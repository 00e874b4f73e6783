import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Line, PrometheanProcess, TestProject } from '../support/process/promethean.ts'
import { type FakeTwitch, startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { idOf } from '../support/twitch/lines.ts'
import { exported, workshop } from './workshop.ts'

// A process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const PATIENTLY = { timeout: 30_000, interval: 50 }
const { project, start } = workshop()

let twitch: FakeTwitch
let made: TestProject
let run: PrometheanProcess

const configOf = (port: number) => `
import { chatBot, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'
export default defineConfig({
  streamer: { twitch: 'ann' },
  plugins: [
    twitchIrc({ channels: ['ann', 'bea'], username: 'annbot', token: 'sesame', server: '127.0.0.1', port: ${port} }),
    chatBot({ rules: [{ on: '!discord', reply: 'Join us at our place' }] }),
  ],
})
`

const sent = () => `tmi-sent-ts=${Date.now()}`
const streak = (words: string) =>
  `@badge-info=subscriber/6;badges=subscriber/6;color=#2E8B57;display-name=olga;emotes=;flags=;id=${randomUUID()};login=olga;mod=0;msg-id=viewermilestone;msg-param-category=watch-streak;msg-param-copoReward=350;msg-param-id=${randomUUID()};msg-param-value=41;room-id=123;subscriber=1;system-msg=olga\\swatched\\s41\\sconsecutive\\sstreams!;${sent()};user-id=7310;user-type=;vip=0 :tmi.twitch.tv USERNOTICE #ann${words === '' ? '' : ` :${words}`}`
const gift = (to: string) =>
  `@badges=;display-name=Jo;id=${randomUUID()};login=jo;msg-id=subgift;msg-param-community-gift-id=771;msg-param-recipient-display-name=${to};msg-param-recipient-id=1-${to};msg-param-recipient-user-name=${to};msg-param-sender-count=0;msg-param-sub-plan=1000;room-id=123;${sent()};user-id=1010 :tmi.twitch.tv USERNOTICE #ann`

beforeAll(async () => {
  twitch = await startFakeTwitch({ tokens: ['sesame'] })
  made = project({ 'promethean.config.ts': configOf(twitch.port) })
  run = await start(made)
})

afterAll(() => twitch.close())

it('words in a notice are lines, a room without its # is nobody else’s, a gift is kept over the stop', async () => {
  await expect.poll(() => twitch.inRoom('bea'), PATIENTLY).toHaveLength(1)
  for (const words of ['good to be back by the sea', '', '!discord']) twitch.send(streak(words))
  const answers = () => twitch.received().filter(line => line.includes('Join us at our place'))
  await expect.poll(answers, PATIENTLY).toHaveLength(1)
  twitch.send(`@room-id=${idOf('bea')};${sent()} :!@.tmi.twitch.tv CLEARCHAT bea`)
  twitch.send(`@room-id=999;${sent()} :!@.tmi.twitch.tv CLEARCHAT carl`)
  for (const to of ['kim', 'lea', 'mo']) twitch.send(gift(to))
  const told = () => exported(made)
  const of = (lines: readonly Line[], type: string) => lines.filter(line => line.type === type)
  await expect.poll(async () => of(await told(), 'channel.subscribed').length, PATIENTLY).toBe(3)
  await run.stop()

  const kept = await told()
  expect(of(kept, 'chat.message')).toMatchObject([
    { channel: 'ann', data: { text: 'good to be back by the sea', user: { name: 'olga' } } },
    { channel: 'ann', data: { text: '!discord' } },
  ])
  const named = (name: string) => kept.filter(({ data }) => Object(data).name === name)
  expect(named('twitch-irc:USERNOTICE.viewermilestone')).toHaveLength(3)
  expect(of(kept, 'chat.cleared')).toMatchObject([{ channel: 'bea', data: {} }])
  expect(named('twitch-irc:CLEARCHAT')).toHaveLength(1)
  expect(named('twitch-irc:CLEARCHAT')[0]).not.toHaveProperty('channel')
  expect(of(kept, 'channel.gifted')).toMatchObject([
    { id: 'twitch:channel.gifted:771', data: { user: { name: 'jo' }, count: 3 } },
  ])
})
