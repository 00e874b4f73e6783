import type { Variable } from './part.ts'

/** Shared by the two ways to Twitch. */
export const TWITCH_CHANNEL: Variable = {
  name: 'TWITCH_CHANNEL',
  title: 'Your Twitch login',
  comment: ['Twitch: your login, the last part of https://www.twitch.tv/yourlogin.'],
}

/** The values of the choices, by name. */
export const VARIABLES = {
  STREAMERBOT_PASSWORD: {
    name: 'STREAMERBOT_PASSWORD',
    title: 'Password of the WebSocket server of Streamer.bot',
    comment: [
      'Streamer.bot: open Servers/Clients, WebSocket Server. Switch Auto Start Server on, tick Enable',
      'under Authentication, set a password there, press Start Server, and put the same password here.',
    ],
    isSecret: true,
  },
  TWITCH_CLIENT_ID: {
    name: 'TWITCH_CLIENT_ID',
    title: 'Client ID of your app at dev.twitch.tv',
    comment: [
      'Twitch EventSub: register an app at https://dev.twitch.tv/console/apps. OAuth Redirect URL:',
      'http://localhost, Category: Chat Bot, Client Type: Public. Copy its Client ID here, then sign in',
      'with: npx promethean auth twitch',
    ],
  },
  TWITCH_TOKEN: {
    name: 'TWITCH_TOKEN',
    title: 'Twitch token to send chat',
    comment: [
      'Twitch chat: an OAuth token of your account with the scopes chat:read and chat:edit. Without it,',
      'chat is read and nothing is sent.',
    ],
    isSecret: true,
  },
  TAU_URL: {
    name: 'TAU_URL',
    title: 'Address of TAU',
    comment: ['TAU: the address of its dashboard, without a path.'],
    ready: 'http://localhost:8000',
  },
  TAU_TOKEN: {
    name: 'TAU_TOKEN',
    title: "Token from TAU's dashboard",
    comment: ['TAU: the token that its dashboard shows.'],
    isSecret: true,
  },
  TAU_CHAT: {
    name: 'TAU_CHAT',
    title: 'Login whose chat TAU reads',
    comment: [
      'TAU: the login whose chat is read and which sends: your own (switch use_irc on in the settings',
      'of TAU) or one of its Chat Bots.',
    ],
  },
  OBS_PASSWORD: {
    name: 'OBS_PASSWORD',
    title: 'Password of the WebSocket server of OBS',
    comment: [
      'OBS: open Tools, WebSocket Server Settings. Tick Enable WebSocket server, leave Enable',
      'Authentication ticked, press Show Connect Info, and copy the password.',
    ],
    isSecret: true,
  },
  MONGODB_URI: {
    name: 'MONGODB_URI',
    title: 'Address of MongoDB, such as mongodb://127.0.0.1:27017',
    comment: [
      'MongoDB: the address of your server with user and password, if it has any, such as',
      'mongodb://127.0.0.1:27017 or the one that Atlas shows under Connect, Drivers.',
    ],
    // It may hold a password.
    isSecret: true,
  },
  OPENAI_API_KEY: {
    name: 'OPENAI_API_KEY',
    title: 'API key of OpenAI',
    comment: ['OpenAI: a key from https://platform.openai.com/api-keys.'],
    isSecret: true,
  },
  ANTHROPIC_API_KEY: {
    name: 'ANTHROPIC_API_KEY',
    title: 'API key of Anthropic',
    comment: ['Anthropic: a key from https://console.anthropic.com/settings/keys.'],
    isSecret: true,
  },
} as const satisfies Readonly<Record<string, Variable>>
