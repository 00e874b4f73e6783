import { randomUUID } from 'node:crypto'
import { visibleText } from 'promethean'
import { frame } from '../support/frames/streamerbot/frame.ts'
import { type FakeModelServer, startModelServer } from '../support/llm/fake-model-server.ts'
import type { Studio } from '../support/obs/studio.ts'
import type { PrometheanProcess, TestProject } from '../support/process/promethean.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { type FakeTwitch, startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { chatLine, displayNameOf, idOf, parseLine, tagText } from '../support/twitch/lines.ts'

export const CHANNEL = 'ann'
export const TITLE = 'Chess, tea and terrible openings'

/** All that a stream is made of. */
export interface EveningWorlds {
  readonly studio: Studio
  readonly twitch: FakeTwitch
  readonly streamerbot: FakeStreamerbot
  readonly model: FakeModelServer
  close(): Promise<void>
}

/** An evening that runs, or has run. */
export interface Evening {
  readonly worlds: EveningWorlds
  readonly made: TestProject
  readonly run: PrometheanProcess
}

/** An OBS, Twitch's chat, Streamer.bot with YouTube and Kick, and a language model. */
export async function startEvening(openStudio: () => Promise<Studio>): Promise<EveningWorlds> {
  const actions = [{ id: 'a-1', name: 'Set Stream Title', setsTitle: true }]
  // First: without an OBS nothing else is opened.
  const studio = await openStudio()
  const [twitch, streamerbot, model] = await Promise.all([
    startFakeTwitch({ messageLimit: 100 }),
    FakeStreamerbot.start({ auth: 'on', password: 'open sesame', world: { actions } }),
    startModelServer(),
  ])
  model.always(({ prompt, system }) => ({
    text: /title/i.test(system + prompt) ? TITLE : 'It is about chess.',
  }))
  const close = async () => {
    await Promise.all([studio.close(), twitch.close(), streamerbot.stop(), model.close()])
  }
  return { studio, twitch, streamerbot, model, close }
}

export function configOf(worlds: EveningWorlds, discord: string): string {
  const { studio, twitch, streamerbot, model } = worlds
  return `
import { chatBot, chatMood, languageModel, obs, restreamFilter, streamerbot, titleGenerator, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({
  streamer: { twitch: '${CHANNEL}' },
  bots: ['annbot'],
  plugins: [
    obs({ url: '${studio.url}', password: '${studio.password}' }),
    twitchIrc({ channels: ['${CHANNEL}'], username: 'annbot', token: 'abcdef', server: '127.0.0.1', port: ${twitch.port}, secure: false }),
    streamerbot({ port: ${streamerbot.port}, password: 'open sesame', titleAction: 'Set Stream Title' }),
    restreamFilter(),
    languageModel({ provider: 'compatible', model: 'gpt-5', baseURL: '${model.url}/v1' }),
    titleGenerator(),
    chatMood(),
    chatBot({
      persona: 'You are the bot of a chess stream.',
      rules: [
        { on: '!discord', reply: '${discord}', userCooldown: '10m' },
        { on: '@', reply: { prompt: 'Answer in one sentence.' } },
        { on: 'channel.raided', reply: 'Welcome, <%= it.event.data.viewers %> raiders of <%= it.user %>' },
      ],
    }),
  ],
})
`
}

/** What a viewer says, and where. */
export interface ViewerLine {
  readonly platform: 'twitch' | 'youtube' | 'kick'
  readonly login: string
  readonly text: string
}

/** A viewer says something, told by whoever tells of that platform. Gives the event's id. */
export function viewerSays(
  { twitch, streamerbot }: EveningWorlds,
  { platform, login, text }: ViewerLine,
): string {
  const id = randomUUID()
  const name = displayNameOf(login)
  const user = { id: idOf(login), login, name, role: 1, badges: [] }
  if (platform === 'twitch') {
    const broadcaster = { id: idOf(CHANNEL), login: CHANNEL, name: 'Ann' }
    twitch.send(chatLine({ channel: CHANNEL, login, text, id }))
    // The same line: Streamer.bot is in that chat as well.
    streamerbot.emit(
      frame('Twitch.ChatMessage', {
        messageId: id,
        text,
        user,
        broadcaster,
        isTest: false,
        meta: {},
      }),
    )
  } else if (platform === 'youtube') {
    const broadcast = { id: 'vid-1', channelId: 'UCannAnnAnnAnnAnnAnnAnn1', status: 'live' }
    const publishedAt = new Date().toISOString()
    streamerbot.emit(
      frame('YouTube.Message', { eventId: id, message: text, user, broadcast, publishedAt }),
    )
  } else {
    streamerbot.emit(frame('Kick.ChatMessage', { messageId: id, text, user, isTest: false }))
  }
  return `${platform}:chat.message:${id}`
}

/** What was said in the chats, in order: over Twitch's socket, and by Streamer.bot. */
export function saidIn(
  { twitch, streamerbot }: EveningWorlds,
  platform: ViewerLine['platform'],
): readonly string[] {
  const bySocket = twitch
    .received()
    .map(parseLine)
    .filter(({ command }) => command === 'PRIVMSG')
    .map(({ params }) => readable(params.at(-1)))
  const byBot = streamerbot.world.messages
    .filter(told => told.platform === platform)
    .map(({ message }) => String(message))
  return platform === 'twitch' ? [...bySocket, ...byBot] : byBot
}

/** A text as viewers see it: what makes a repeat another text for Twitch shows nothing. */
export function readable(text: unknown): string {
  return visibleText(String(text)).replace(/\s+/g, ' ')
}

/** The titles that Streamer.bot's action was run with. */
export function titlesSet({ streamerbot }: EveningWorlds): readonly unknown[] {
  return streamerbot.world.runs.map(({ args }) => args.title)
}

/** Told on Twitch's socket and by Streamer.bot, which share no id of it. */
export function raid({ twitch, streamerbot }: EveningWorlds, login: string, viewers: number): void {
  const displayName = displayNameOf(login)
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
  twitch.send(`${tags}:tmi.twitch.tv USERNOTICE #${CHANNEL}`)
  streamerbot.emit(
    frame('Twitch.Raid', {
      from_broadcaster_user_id: idOf(login),
      from_broadcaster_user_login: login,
      from_broadcaster_user_name: displayName,
      to_broadcaster_user_id: '4242',
      viewers,
      is_test: false,
    }),
  )
}
