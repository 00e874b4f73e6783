import {
  mongo,
  obs,
  orSimulator,
  streamerbot,
  tau,
  twitch,
  twitchIrc,
  whenSet,
} from '@promethean/plugins'
import type { PluginUse } from 'promethean'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The sources and sinks whose variables are set (see docs/start.md), and a hint where something is missing. While
 * nothing is set, an invented stream: invented viewers never reach a real database or chat.
 */
export function fromEnvironment(environment: Environment): readonly PluginUse[] {
  // A variable set to nothing, as in a copied .env with empty lines, is not set.
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const sources = [...streamerbotFrom(env), ...twitchFrom(env), ...tauFrom(env), ...obsFrom(env)]
  return orSimulator({
    sources: [...sources, ...unknownIn(env)],
    others: mongoFrom(env, sources),
    // A mistyped variable must never bring invented viewers into a real stream.
    isReal: isMeantForReal(env),
  })
}

function streamerbotFrom(env: Environment): readonly PluginUse[] {
  const { STREAMERBOT_HOST: host, STREAMERBOT_PORT: port, STREAMERBOT_PASSWORD: password } = env
  if (!host && !port && !password) return []
  return [streamerbot({ host, port: port ? Number(port) : undefined, password })]
}

function twitchFrom(env: Environment): readonly (PluginUse | string)[] {
  if (!asks(env, 'TWITCH_')) return []
  const channels = listed(env.TWITCH_CHANNELS)
  const [channel] = channels
  const { TWITCH_CLIENT_ID: clientId, TWITCH_BOT: bot } = env
  const chat = twitchIrc({ channels, username: env.TWITCH_USERNAME, token: env.TWITCH_TOKEN })
  return [
    // First, because it learns the id of what it sends. Both sources report the same chat.
    ...(clientId && channel ? [twitch({ clientId, channel, bot })] : []),
    // A list of nothing but commas names no channel.
    whenSet('TWITCH_CHANNELS', chat, {
      environment: { TWITCH_CHANNELS: channels.join() },
      title: 'Twitch',
    }),
  ]
}

function tauFrom(env: Environment): readonly (PluginUse | string)[] {
  if (!asks(env, 'TAU_')) return []
  const { TAU_URL: url, TAU_TOKEN: token, TAU_CHAT: chat } = env
  const use = tau({ url, token, chat: listed(chat) })
  return [whenSet(['TAU_URL', 'TAU_TOKEN'], use, { environment: env, title: 'TAU' })]
}

function obsFrom(env: Environment): readonly PluginUse[] {
  if (!env.OBS_URL && !env.OBS_PASSWORD) return []
  return [obs({ url: env.OBS_URL, password: env.OBS_PASSWORD })]
}

function mongoFrom(env: Environment, sources: readonly unknown[]): readonly (PluginUse | string)[] {
  if (!env.MONGODB_URI) return []
  const hasSource = sources.some(source => typeof source !== 'string')
  return [mongo({ uri: env.MONGODB_URI }), ...(hasSource ? [] : [NO_SOURCE])]
}

const NO_SOURCE =
  'no events will arrive: a database is set, but no source; set STREAMERBOT_HOST, TWITCH_CHANNELS, OBS_URL, or TAU_URL and TAU_TOKEN'

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

function asks(env: Environment, prefix: string): boolean {
  return [...READ].some(name => name.startsWith(prefix) && env[name])
}

function unknownIn(env: Environment): readonly string[] {
  const unknown = Object.keys(env).filter(name => REAL.test(name) && !READ.has(name))
  return unknown.map(
    name => `${name} is not a known variable; the known ones are ${[...READ].join(', ')}`,
  )
}
