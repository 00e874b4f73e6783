import { mongo, obs, simulator, streamerbot, tau, twitch, twitchIrc } from '@promethean/plugins'
import type { PluginUse } from 'promethean'
import { hint } from './hint.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The sources and sinks whose variables are set (see the README), and a hint where something is missing. While there is
 * none, an invented stream: invented viewers never reach a real database or chat.
 */
export function fromEnvironment(environment: Environment): readonly PluginUse[] {
  // A variable set to nothing, as in a copied .env with empty lines, is not set.
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const sources = [...streamerbotFrom(env), ...twitchFrom(env), ...tauFrom(env), ...obsFrom(env)]
  const sinks = env.MONGODB_URI ? [mongo({ uri: env.MONGODB_URI })] : []
  const lines = missing(env, sources, sinks)
  const plugins = [...sources, ...sinks]
  return [
    // A mistyped variable must never bring invented viewers into a real stream.
    ...(plugins.length > 0 || isMeantForReal(env) ? plugins : [simulator()]),
    ...(lines.length > 0 ? [hint({ lines })] : []),
  ]
}

function streamerbotFrom(env: Environment): readonly PluginUse[] {
  const { STREAMERBOT_HOST: host, STREAMERBOT_PORT: port, STREAMERBOT_PASSWORD: password } = env
  if (!host && !port && !password) return []
  return [streamerbot({ host, port: port ? Number(port) : undefined, password })]
}

function twitchFrom(env: Environment): readonly PluginUse[] {
  const channels = listed(env.TWITCH_CHANNELS)
  const [channel] = channels
  if (channel === undefined) return []
  const { TWITCH_CLIENT_ID: clientId, TWITCH_BOT: bot } = env
  return [
    // First, because it learns the id of what it sends. Both sources report the same chat.
    ...(clientId ? [twitch({ clientId, channel, bot })] : []),
    twitchIrc({ channels, username: env.TWITCH_USERNAME, token: env.TWITCH_TOKEN }),
  ]
}

function tauFrom(env: Environment): readonly PluginUse[] {
  const { TAU_URL: url, TAU_TOKEN: token, TAU_CHAT: chat } = env
  return url && token ? [tau({ url, token, chat: listed(chat) })] : []
}

function obsFrom(env: Environment): readonly PluginUse[] {
  if (!env.OBS_URL && !env.OBS_PASSWORD) return []
  return [obs({ url: env.OBS_URL, password: env.OBS_PASSWORD })]
}

function listed(names = ''): string[] {
  return names.split(',').flatMap(name => name.trim() || [])
}

// Of these names, whatever follows: somebody wants something real.
const REAL = /^(STREAMERBOT|TWITCH|TAU|OBS|MONGODB?)_/
const READ = new Set([
  'STREAMERBOT_HOST',
  'STREAMERBOT_PORT',
  'STREAMERBOT_PASSWORD',
  'TWITCH_CHANNELS',
  'TWITCH_USERNAME',
  'TWITCH_TOKEN',
  'TWITCH_CLIENT_ID',
  'TWITCH_BOT',
  'TAU_URL',
  'TAU_TOKEN',
  'TAU_CHAT',
  'OBS_URL',
  'OBS_PASSWORD',
  'MONGODB_URI',
])

function isMeantForReal(env: Environment): boolean {
  return Object.keys(env).some(name => REAL.test(name))
}

function missing(env: Environment, sources: readonly PluginUse[], sinks: readonly PluginUse[]) {
  const lines: string[] = []
  for (const name of Object.keys(env).filter(one => REAL.test(one) && !READ.has(one))) {
    lines.push(`${name} is not a known variable; the known ones are ${[...READ].join(', ')}`)
  }
  const asksTwitch = Object.keys(env).some(name => name.startsWith('TWITCH_') && READ.has(name))
  if (asksTwitch && twitchFrom(env).length === 0) {
    lines.push('Twitch is left out: set TWITCH_CHANNELS to the channels to read')
  }
  if ((env.TAU_URL || env.TAU_TOKEN || env.TAU_CHAT) && tauFrom(env).length === 0) {
    lines.push('TAU is left out: set both TAU_URL and TAU_TOKEN')
  }
  if (sources.length === 0 && sinks.length > 0) {
    lines.push(
      'no events will arrive: a database is set, but no source; set STREAMERBOT_HOST, TWITCH_CHANNELS, OBS_URL, or TAU_URL and TAU_TOKEN',
    )
  }
  return lines
}
