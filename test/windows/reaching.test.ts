import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sameLine } from '../support/frames/streamerbot/twitch-chat.ts'
import { readDatabase } from '../support/mongo/documents.ts'
import { type FakeMongo, startFakeMongo } from '../support/mongo/fake.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import type { PrometheanProcess } from '../support/process/promethean.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { type FakeTwitch, startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { PATIENTLY, PATIENTLY_MS } from '../support/windows/program.ts'
import { windowsWorkshop } from '../support/windows/workshop.ts'

const CHANNEL = 'annstreams'
const TEXTS = ['Grüße aus Köln', '配信おめでとう', '🎉👩‍👩‍👧 half a party', 'C:\\Users\\Ann\\new']
const ECHO = `import { ChatOutput, definePlugin } from 'promethean'

export default definePlugin({
  name: 'echo',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) => {
    on('chat.message', event => {
      if (event.data.text === '!grüße') void ports.chat.say('schöne Grüße 🎉', { to: event })
    })
  },
})
`

describe.runIf(wantsPeers)('from Windows', { timeout: 5 * PATIENTLY_MS }, () => {
  const { project, run: started } = windowsWorkshop()
  let twitch: FakeTwitch
  let streamerbot: FakeStreamerbot
  let mongo: FakeMongo
  let run: PrometheanProcess
  const chat = async () =>
    ((await readDatabase(mongo.uri, 'stream')).get('twitch_chat_messages') ?? []).map(
      ({ message }) => String(message),
    )

  beforeAll(async () => {
    ;[twitch, streamerbot, mongo] = await Promise.all([
      startFakeTwitch(),
      FakeStreamerbot.start(),
      startFakeMongo(),
    ])
    const made = project('Überall zugleich', {
      'echo.ts': ECHO,
      'promethean.config.ts': `import { mongo, streamerbot, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import echo from './echo.ts'

export default defineConfig({
  plugins: [
    twitchIrc({ channels: ['${CHANNEL}'], token: 'of-the-test', server: '127.0.0.1', port: ${twitch.port} }),
    streamerbot({ port: ${streamerbot.port} }),
    mongo({ uri: '${mongo.uri}', database: 'stream' }),
    echo(),
  ],
})
`,
    })
    run = await started(made)
    await vi.waitFor(() => {
      expect(twitch.inRoom(CHANNEL)).toHaveLength(1)
      expect(streamerbot.open.some(peer => peer.listensTo('Twitch', 'ChatMessage'))).toBe(true)
    }, PATIENTLY)
  }, 3 * PATIENTLY_MS)
  afterAll(async () => {
    await Promise.all([twitch.close(), streamerbot.stop(), mongo.close()])
  })

  it('chat of Twitch and of Streamer.bot reaches MongoDB, letter for letter', async () => {
    for (const text of TEXTS) twitch.say({ channel: CHANNEL, login: 'bea', text })
    streamerbot.emit(sameLine['1.0.5'])
    const wanted = [...TEXTS, '😀 nice jump Kappa']
    await expect.poll(async () => (await chat()).sort(), PATIENTLY).toEqual(wanted.sort())
  })

  it('an answer goes out as it was written', async () => {
    twitch.say({ channel: CHANNEL, login: 'bea', text: '!grüße' })
    await expect
      .poll(() => twitch.received().join('\n'), PATIENTLY)
      .toContain(`PRIVMSG #${CHANNEL} :schöne Grüße 🎉`)
  })

  it('what is said while MongoDB is down, and after Twitch hung up, is written once', async () => {
    const before = (await chat()).length
    await mongo.stop()
    twitch.say({ channel: CHANNEL, login: 'bea', text: 'nobody writes this down yet' })
    twitch.hangUp()
    await expect.poll(() => twitch.inRoom(CHANNEL).length, PATIENTLY).toBe(1)
    twitch.say({ channel: CHANNEL, login: 'bea', text: 'back again' })
    await mongo.start()
    await expect
      .poll(async () => (await chat()).slice(before).sort(), PATIENTLY)
      .toEqual(['back again', 'nobody writes this down yet'])
    run.signal('SIGINT')
    expect(await run.exited).toBe(0)
    expect(run.lines.at(-1)).toMatchObject({ code: 'stopped', unjournaled: 0 })
  })
})
