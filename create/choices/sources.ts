import type { Part } from './part.ts'
import { TWITCH_CHANNEL, VARIABLES } from './variables.ts'

/** Where events can come from, in the order of a config. */
export const SOURCES = [
  {
    id: 'streamerbot',
    title: 'Streamer.bot',
    hint: 'events and chat of every platform it is signed in to',
    factory: 'streamerbot',
    needs: [VARIABLES.STREAMERBOT_PASSWORD],
    options: ['password: process.env.STREAMERBOT_PASSWORD'],
    titleOptions: ["titleAction: 'Set Stream Title'"],
    tellsStart: true,
    setsTitles: true,
  },
  {
    // Before the chat, because it learns the id of what it sends.
    id: 'twitch',
    title: 'Twitch EventSub',
    hint: 'events and chat of Twitch, with an app of your own',
    factory: 'twitch',
    needs: [VARIABLES.TWITCH_CLIENT_ID, TWITCH_CHANNEL],
    options: [
      'clientId: process.env.TWITCH_CLIENT_ID',
      "channel: process.env.TWITCH_CHANNEL ?? ''",
    ],
    setsTitles: true,
  },
  {
    id: 'twitch-irc',
    title: 'Twitch chat',
    hint: 'reads chat at once, without an account',
    factory: 'twitchIrc',
    needs: [TWITCH_CHANNEL],
    wants: [VARIABLES.TWITCH_TOKEN],
    options: ["channels: [process.env.TWITCH_CHANNEL ?? '']", 'token: process.env.TWITCH_TOKEN'],
  },
  {
    id: 'tau',
    title: 'TAU',
    hint: 'events and chat of Twitch, through a TAU server',
    factory: 'tau',
    needs: [VARIABLES.TAU_URL, VARIABLES.TAU_TOKEN, VARIABLES.TAU_CHAT],
    options: [
      'url: process.env.TAU_URL',
      'token: process.env.TAU_TOKEN',
      "chat: [process.env.TAU_CHAT ?? '']",
    ],
    setsTitles: true,
  },
  {
    id: 'obs',
    title: 'OBS',
    hint: 'stream, recordings and scenes',
    factory: 'obs',
    needs: [VARIABLES.OBS_PASSWORD],
    options: ['password: process.env.OBS_PASSWORD'],
    tellsStart: true,
  },
] as const satisfies readonly Part[]

/** The name of a source on the command line: the id of its plugin. */
export type SourceId = (typeof SOURCES)[number]['id']

/** These sources, in the order of a config. */
export function sourcesOf(ids: readonly SourceId[]): readonly Part[] {
  return SOURCES.filter(({ id }) => ids.includes(id))
}
