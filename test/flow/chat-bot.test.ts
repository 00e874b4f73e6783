import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { PrometheanProcess, TestProject } from '../support/process/promethean.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { type FakeTau, startFakeTau } from '../support/tau/fake-tau.ts'
import { type FakeTwitch, startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { chatLine } from '../support/twitch/lines.ts'
import { command, workshop } from './workshop.ts'
import { CHANNEL } from './worlds.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const PATIENTLY = { timeout: 30_000, interval: 50 }
const { project, start } = workshop()

// Answers when a file says so: as slow as the test wants it.
const MODEL = `
import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { definePlugin, LanguageModel } from 'promethean'

export default definePlugin({
  name: 'slow-model',
  provides: [LanguageModel],
  setup: ({ provide }) => provide(LanguageModel, {
    generate: async ({ signal }) => {
      while (!existsSync(import.meta.dirname + '/go')) await wait(20, undefined, { signal })
      return { text: 'a thoughtful answer', model: 'slow' }
    },
  }),
})
`

const RULES = [
  `{ on: '!discord', reply: 'discord for <%= it.user %>', cooldown: '10m' }`,
  `{ on: '!ping', reply: 'pong <%= it.rest %>' }`,
  `{ on: '!ask', reply: { prompt: 'Answer.' } }`,
]

describe('the chat bot, whole runtime, three sources', () => {
  let twitch: FakeTwitch
  let streamerbot: FakeStreamerbot
  let tau: FakeTau
  let made: TestProject
  let run: PrometheanProcess

  beforeAll(async () => {
    twitch = await startFakeTwitch({ messageLimit: 100 })
    streamerbot = await FakeStreamerbot.start()
    tau = await startFakeTau({ pingMs: 2_000 })
    made = project({ 'slow-model.ts': MODEL, 'promethean.config.ts': configOf(RULES) })
    run = await start(made)
    await everybodyListens()
  })

  afterAll(async () => {
    await Promise.all([twitch.close(), streamerbot.stop(), tau.close()])
  })

  it('answers a command once, as a reply, whoever told it; the second is held back and explained', async () => {
    const id = everySourceTells('!discord')
    await vi.waitFor(() => expect(answersTo(id)).toEqual(['discord for Nia']), PATIENTLY)
    const second = says('!Discord again')
    await pinged('one')
    expect(said().filter(line => line.includes('discord for'))).toHaveLength(1)
    const { lines } = await command(made, 'explain', `twitch:chat.message:${second}`, '--json')
    expect(lines[0]?.notes).toEqual([
      expect.objectContaining({
        plugin: 'chat-bot',
        text: expect.stringMatching(/^!discord: held back, cooldown \d+ s left$/),
      }),
    ])
  })

  it('edited in the middle of an answer gives it once, and has the new rules at once', async () => {
    const id = says('!ask what is love?')
    await pinged('two')
    run.fromNow()
    made.write('promethean.config.ts', configOf([...RULES, `{ on: '!new', reply: 'new here' }`]))
    expect(await run.next('reloaded')).toMatchObject({ restarted: ['chat-bot'] })
    const fresh = says('!new')
    await vi.waitFor(() => expect(answersTo(fresh)).toEqual(['new here']), PATIENTLY)
    expect(answersTo(id)).toEqual([])
    made.write('go', '')
    await vi.waitFor(() => expect(answersTo(id)).toEqual(['a thoughtful answer']), PATIENTLY)
    await pinged('three')
    expect(said().filter(line => line.includes('thoughtful'))).toHaveLength(1)
  })

  it('knows its cooldowns after a restart', async () => {
    expect(await run.stop()).toBe(0)
    run = await start(made)
    await vi.waitFor(() => expect(twitch.inRoom(CHANNEL)).toHaveLength(1), PATIENTLY)
    says('!discord')
    await pinged('four')
    expect(said().filter(line => line.includes('discord for'))).toHaveLength(1)
    expect(await run.stop()).toBe(0)
  })

  function configOf(rules: readonly string[]): string {
    return `
import { chatBot, streamerbot, tau, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import slowModel from './slow-model.ts'

export default defineConfig({
  streamer: { twitch: '${CHANNEL}' },
  bots: ['annbot'],
  plugins: [
    twitchIrc({ channels: ['${CHANNEL}'], username: 'annbot', token: 'abcdef', server: '127.0.0.1', port: ${twitch.port}, secure: false }),
    streamerbot({ port: ${streamerbot.port} }),
    tau({ url: '${tau.url}', token: '${tau.token}', chat: ['${tau.channel.login}'] }),
    slowModel(),
    chatBot({ rules: [${rules.join(', ')}] }),
  ],
})
`
  }

  async function everybodyListens(): Promise<void> {
    await vi.waitFor(() => {
      expect(twitch.inRoom(CHANNEL)).toHaveLength(1)
      expect(streamerbot.peers.some(peer => peer.listensTo('Twitch', 'ChatMessage'))).toBe(true)
      expect(tau.clients.filter(one => one.authenticatedAt !== undefined).length).toBeGreaterThan(1)
    }, PATIENTLY)
  }

  /** Tells a viewer's line over IRC; gives its id. */
  function says(text: string, id = randomUUID()): string {
    twitch.send(chatLine({ channel: CHANNEL, login: 'nia', text, id }))
    return id
  }

  function everySourceTells(text: string): string {
    const id = randomUUID()
    const user = { id: '1', login: 'nia', name: 'Nia', role: 1, badges: [] }
    const broadcaster = { id: '2', login: CHANNEL, name: CHANNEL }
    tau.chat(tau.channel.login, chatLine({ channel: CHANNEL, login: 'nia', text, id }))
    streamerbot.emit({
      event: { source: 'Twitch', type: 'ChatMessage' },
      data: { messageId: id, text, user, broadcaster, isTest: false, meta: {} },
    })
    return says(text, id)
  }

  /** Whatever was asked before this has been looked at. */
  async function pinged(name: string): Promise<void> {
    const id = says(`!ping ${name}`)
    await vi.waitFor(() => expect(answersTo(id)).toEqual([`pong ${name}`]), PATIENTLY)
  }

  function said(): readonly string[] {
    return twitch.received().filter(line => line.includes(' PRIVMSG '))
  }

  function answersTo(id: string): readonly string[] {
    return said()
      .filter(line => line.includes(`reply-parent-msg-id=${id}`))
      .map(line => line.slice(line.indexOf(' :') + 2))
  }
})
