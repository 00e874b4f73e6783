import { randomUUID } from 'node:crypto'
import { afterAll, expect, it, vi } from 'vitest'
import { startModelServer } from '../support/llm/fake-model-server.ts'
import { FakeObs } from '../support/obs/fake-obs.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { chatLine, idOf, tagText } from '../support/twitch/lines.ts'
import { command, exported, pluginsOf, statusOf, workshop } from './workshop.ts'

// A process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })
const PATIENTLY = { timeout: 20_000, interval: 50 }
const CHANNEL = 'ann'
const { project, start } = workshop()
const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

async function worlds() {
  const twitch = await startFakeTwitch({ messageLimit: 100 })
  const setsTitle = { id: 'a-1', name: 'Set Stream Title', setsTitle: true }
  const streamerbot = await FakeStreamerbot.start({ world: { actions: [setsTitle] } })
  const obs = await FakeObs.start({ startMs: 20, stopMs: 20 })
  const model = await startModelServer()
  model.always(({ prompt, system }) => ({
    text: /title/i.test(system + prompt)
      ? 'Chess, tea and terrible openings'
      : 'It is about chess.',
  }))
  closing.push(
    () => twitch.close(),
    () => streamerbot.stop(),
    () => obs.stop(),
    () => model.close(),
  )
  return { twitch, streamerbot, obs, model }
}

type Worlds = Awaited<ReturnType<typeof worlds>>

function configOf({ twitch, streamerbot, obs, model }: Worlds, discord: string): string {
  return `
import { chatBot, chatMood, languageModel, obs, restreamFilter, streamerbot, titleGenerator, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({
  streamer: { twitch: '${CHANNEL}' },
  bots: ['annbot'],
  plugins: [
    obs({ url: '${obs.url}' }),
    streamerbot({ port: ${streamerbot.port}, titleAction: 'Set Stream Title' }),
    twitchIrc({ channels: ['${CHANNEL}'], username: 'annbot', token: 'abcdef', server: '127.0.0.1', port: ${twitch.port}, secure: false }),
    restreamFilter(),
    languageModel({ provider: 'compatible', model: 'gpt-5', baseURL: '${model.url}/v1' }),
    titleGenerator(),
    chatMood(),
    chatBot({
      persona: 'You are the bot of a chess stream.',
      rules: [
        { on: '!discord', reply: '${discord}', cooldown: '30s' },
        { on: '@', reply: { prompt: 'Answer in one sentence.' } },
        { on: 'channel.raided', reply: 'Welcome, raiders of <%= it.user %>' },
      ],
    }),
  ],
})
`
}

it('a whole evening: live, title, chat, commands, a raid, a broken edit, OBS gone and back, the end', async () => {
  const world = await worlds()
  const { twitch, streamerbot, obs } = world
  const made = project({ 'promethean.config.ts': configOf(world, 'come to our discord') })
  const run = await start(made)
  await connected(made)

  obs.world.stream.start()
  const titles = () => streamerbot.world.runs.map(({ args }) => args.title)
  await vi.waitFor(() => expect(titles()).toEqual(['Chess, tea and terrible openings']), PATIENTLY)

  const says = (text: string, login = 'nia') => {
    const id = randomUUID()
    twitch.send(chatLine({ channel: CHANNEL, login, text, id }))
    return id
  }
  const said = () => twitch.received().filter(line => line.includes(' PRIVMSG '))
  const heard = (...texts: string[]) =>
    vi.waitFor(() => {
      for (const text of texts) expect(said().some(line => line.includes(text))).toBe(true)
    }, PATIENTLY)

  const asked = says('!discord')
  await heard(`reply-parent-msg-id=${asked}`, 'come to our discord')
  says('hey @annbot, what is this about?')
  await heard('It is about chess.')
  twitch.send(raid('bobstreams', 42))
  await heard('Welcome, raiders of Bobstreams')

  run.fromNow()
  made.write('promethean.config.ts', 'export default defineConfig({')
  await run.next('reload_refused')
  const held = says('!discord')
  made.write('promethean.config.ts', configOf(world, 'discord has moved'))
  expect(await run.next('reloaded')).toMatchObject({ restarted: ['chat-bot'] })
  const explained = await command(made, 'explain', `twitch:chat.message:${held}`)
  expect(explained.text).toMatch(/chat-bot: !discord: held back, cooldown \d+ s left/)

  await obs.crash()
  await vi.waitFor(async () => expect(await stateOf(made, 'obs')).not.toBe('connected'), PATIENTLY)
  await obs.listen()
  await vi.waitFor(async () => expect(await stateOf(made, 'obs')).toBe('connected'), PATIENTLY)
  obs.world.stream.start()
  await vi.waitFor(async () => {
    expect(await exported(made, '--types', 'obs.stream.started')).toHaveLength(2)
  }, PATIENTLY)

  says('!title')
  await heard('Chess, tea and terrible openings')
  expect(titles()).toHaveLength(1)
  expect((await exported(made, '--types', 'session.started')).length).toBe(1)

  obs.world.stream.stop()
  await vi.waitFor(async () => {
    expect((await exported(made, '--types', 'obs.stream.stopped')).length).toBeGreaterThan(0)
  }, PATIENTLY)
  expect(await run.stop()).toBe(0)
  const stopped = run.lines.at(-1)
  expect(stopped?.code).toBe('stopped')
  expect(said().filter(line => line.includes('come to our discord'))).toHaveLength(1)
  expect(run.stray).toEqual([])
})

async function connected(made: TestProject): Promise<void> {
  await vi.waitFor(async () => {
    const plugins = pluginsOf(await statusOf(made))
    const sources = [plugins.obs, plugins.streamerbot, plugins['twitch-irc']]
    expect(sources.map(source => source?.state)).toEqual(['connected', 'connected', 'connected'])
  }, PATIENTLY)
}

async function stateOf(made: TestProject, id: string): Promise<string | undefined> {
  return pluginsOf(await statusOf(made))[id]?.state
}

function raid(login: string, viewers: number): string {
  const displayName = login.charAt(0).toUpperCase() + login.slice(1)
  const tags = tagText({
    'badge-info': '',
    badges: '',
    color: '',
    'display-name': displayName,
    id: randomUUID(),
    login,
    mod: '0',
    'msg-id': 'raid',
    'msg-param-displayName': displayName,
    'msg-param-login': login,
    'msg-param-viewerCount': String(viewers),
    'room-id': idOf(CHANNEL),
    'system-msg': `${viewers} raiders from ${displayName} have joined!`,
    'tmi-sent-ts': String(Date.now()),
    'user-id': idOf(login),
  })
  return `${tags}:tmi.twitch.tv USERNOTICE #${CHANNEL}`
}
