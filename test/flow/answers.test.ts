import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { youtube } from '../support/frames/streamerbot/others.ts'
import {
  type Line,
  makeProject,
  type PrometheanProcess,
  runCommand,
  startPromethean,
  type TestProject,
} from '../support/process/promethean.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { chatFrame } from '../support/streamerbot/lines.ts'
import { type FakeTau, startFakeTau } from '../support/tau/fake-tau.ts'
import { type FakeTwitch, startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { chatLine } from '../support/twitch/lines.ts'
import { statusWhere } from './workshop.ts'

const PING = `
import { ChatOutput, definePlugin, inOrder } from 'promethean'
import { filter } from 'rxjs'

/** Answers !ping. */
export default definePlugin({
  name: 'ping',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) =>
    on('chat.message').pipe(
      filter(({ data }) => data.text.startsWith('!ping') && !data.isSelf),
      inOrder(event => ports.chat.say(event.data.text.slice(6) + ' pong', { to: event }, { reply: true })),
    ),
})
`

let twitch: FakeTwitch
let streamerbot: FakeStreamerbot
let tau: FakeTau
let project: TestProject
let run: PrometheanProcess

beforeAll(async () => {
  ;[twitch, streamerbot, tau] = await Promise.all([
    startFakeTwitch({ tokens: ['sesame'] }),
    FakeStreamerbot.start({ auth: 'on' }),
    startFakeTau({ channel: { id: '4242', login: 'ann', name: 'Ann' } }),
  ])
  project = makeProject({
    'ping.ts': PING,
    'promethean.config.ts': `
import { streamerbot, tau, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import ping from './ping.ts'

export default defineConfig({
  plugins: [
    twitchIrc({ channels: ['ann'], username: 'annbot', token: 'sesame', server: '127.0.0.1', port: ${twitch.port} }),
    streamerbot({ port: ${streamerbot.port}, password: 'open sesame' }),
    tau({ url: '${tau.url}', token: '${tau.token}', chat: ['ann'] }),
    ping(),
  ],
})
`,
  })
  run = await startPromethean(project.file)
  await vi.waitFor(() => expect(listening()).toEqual([true, true, true]))
})

afterAll(async () => {
  await run.kill()
  await Promise.all([twitch.close(), streamerbot.stop(), tau.close()])
  project.remove()
})

const listening = () => [
  twitch.inRoom('ann').length > 0,
  streamerbot.peers.some(peer => peer.isOpen && peer.listensTo('Twitch', 'ChatMessage')),
  tau.clients.filter(({ authenticatedAt }) => authenticatedAt !== undefined).length === 2,
]

/** The same line of chat, as each of the three tells it. */
function askEverywhere(text: string, id: string = randomUUID()): string {
  const line = chatLine({
    ...{ channel: 'ann', login: 'moss_owl', text, id },
    tags: { 'user-id': '90210', 'display-name': 'Moss_Owl' },
  })
  twitch.send(line)
  streamerbot.emit(chatFrame(id, text))
  tau.chat('ann', line)
  return id
}

const onTwitch = () => twitch.received().filter(line => line.includes(' PRIVMSG '))

async function exported(type: string): Promise<readonly Line[]> {
  return (await runCommand(['export', '--types', type, '--config', project.file])).lines
}

it('one question over three sources has one answer, on the platform it came from, with its receipt', async () => {
  const asked = askEverywhere('!ping one')
  await vi.waitFor(() => expect(onTwitch()).toHaveLength(1))
  expect(onTwitch()[0]).toMatch(new RegExp(`reply-parent-msg-id=${asked} PRIVMSG #ann :one pong$`))
  // What is told last comes last: once it is answered, nothing of the first is still on its way.
  askEverywhere('!ping two')
  await vi.waitFor(() => expect(onTwitch()).toHaveLength(2))
  streamerbot.emit(youtube.message)
  streamerbot.emit({
    ...youtube.message,
    data: { ...Object(youtube.message).data, eventId: 'yt-ping', message: '!ping three' },
  })
  await vi.waitFor(() => expect(streamerbot.world.messages).toHaveLength(1))
  expect(streamerbot.world.messages[0]).toMatchObject({
    ...{ platform: 'youtube', message: 'three pong', internal: true },
  })
  expect(onTwitch()).toHaveLength(2)
  expect(tau.said).toEqual([])
  await vi.waitFor(async () => expect(await exported('chat.sent')).toHaveLength(3), {
    timeout: 30_000,
  })
  const [first, second, third] = await exported('chat.sent')
  expect(first).toMatchObject({
    ...{ platform: 'twitch', channel: 'ann', cause: `twitch:chat.message:${asked}` },
    data: { text: 'one pong', via: 'twitch-irc', plugin: 'ping', confirmed: true },
  })
  expect(Object(first?.data).messageId).toEqual(expect.any(String))
  expect(second).toMatchObject({ data: { text: 'two pong', via: 'twitch-irc' } })
  expect(third).toMatchObject({
    ...{ platform: 'youtube', data: { text: 'three pong', via: 'streamerbot', confirmed: true } },
  })
  expect(await exported('chat.dropped')).toEqual([])
})

it('where one voice is gone the next one speaks, and its own line come back is not answered', async () => {
  run.fromNow()
  twitch.switches.tokens = ['another']
  twitch.hangUp()
  await statusWhere(project, ({ plugins }) =>
    Object(plugins).some((one: Line) => one.id === 'twitch-irc' && one.state !== 'connected'),
  )
  const before = streamerbot.world.messages.length
  streamerbot.emit(chatFrame(randomUUID(), '!ping !ping'))
  await vi.waitFor(() => expect(streamerbot.world.messages).toHaveLength(before + 1), {
    timeout: 30_000,
  })
  // It says "!ping pong" as the broadcaster, whose lines are heard, and Streamer.bot tells it back.
  streamerbot.emit(chatFrame(randomUUID(), '!ping last'))
  await vi.waitFor(() => expect(streamerbot.world.messages).toHaveLength(before + 2), {
    timeout: 30_000,
  })
  expect(streamerbot.world.messages.slice(before)).toMatchObject([
    { platform: 'twitch', message: '!ping pong', bot: false },
    { platform: 'twitch', message: 'last pong' },
  ])
  const sent = await exported('chat.sent')
  expect(sent.slice(3).map(({ data }) => Object(data).via)).toEqual(['streamerbot', 'streamerbot'])
})
