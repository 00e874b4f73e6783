import type { Problem } from '../../errors.ts'
import { channelName, isByLogin } from '../../text/channel.ts'
import { nearest } from '../../text/nearest.ts'

const WELL_KNOWN = ['twitch', 'youtube', 'kick', 'trovo', 'tiktok', 'facebook', 'obs']

/** The place given for a fired event. */
export interface FireTarget {
  readonly platform?: string | undefined
  readonly channel?: string | undefined
}

/** Where it happens, and what is wrong with that. */
export interface FiredPlace {
  readonly platform: string | undefined
  readonly channel: string | undefined
  readonly problems: readonly Problem[]
}

/** Whether events of a type happen on a platform. */
export function isOnPlatform(type: string): boolean {
  return /^(chat|channel|stream)\./.test(type)
}

/** Where the streamer has an account. */
export interface OwnPlatforms {
  readonly own: readonly string[]
  /** Of these one that is left out can be each. */
  readonly meant: readonly string[]
  /** As of the request. */
  readonly isOffered?: boolean
}

/**
 * The platform named, else the only one that can be meant: an answer to an event of no platform would go to every chat.
 */
export function firedPlace(
  type: string,
  told: FireTarget,
  { own, meant: possible, isOffered = false }: OwnPlatforms,
): FiredPlace {
  const platform = told.platform?.trim().toLowerCase()
  const isPlaced = isOnPlatform(type) || told.channel !== undefined
  const meant = platform === undefined && isPlaced ? onlyOne(possible) : platform
  // A person writes #Ann; rules and filters expect the spelling of sources.
  const channel =
    told.channel === undefined ? undefined : channelName(meant ?? '', told.channel.trim())
  const wrong = [
    [
      'platform',
      platform === undefined ? isPlaced && ambiguous(possible, isOffered) : unknown(platform, own),
    ],
    ['channel', channel !== undefined && unfit(channel, meant)],
  ] as const
  const problems = wrong.flatMap(([path, message]) => (message ? [{ path, message }] : []))
  return { platform: meant, channel, problems }
}

function onlyOne(own: readonly string[]): string | undefined {
  return own.length === 1 ? own[0] : undefined
}

function ambiguous(own: readonly string[], isOffered: boolean): string | false {
  if (own.length === 1) return false
  const choice = own.length === 0 ? WELL_KNOWN.slice(0, 3) : own
  return `choose a platform: ${isOffered ? '' : '--platform '}${listed(choice)}`
}

function unknown(named: string, own: readonly string[]): string | false {
  const known = [...new Set([...own, ...WELL_KNOWN])]
  if (known.includes(named)) return false
  if (named === '') return `the name is empty: use ${listed(known)}`
  const near = nearest(named, known)
  if (near !== undefined) return `${named} is not a platform; did you mean ${near}?`
  return `${named} is not a platform Promethean knows: use ${listed(known)}, or add your account there under streamer in the config`
}

function unfit(channel: string, platform: string | undefined): string | false {
  if (!/[^@#\s]/.test(channel))
    return 'is not a channel name; write it like ann, or leave it out for your own channel'
  const isLogin = platform !== undefined && isByLogin(platform)
  if (!isLogin || !/\s/.test(channel)) return false
  return `${channel} is not a channel of ${platform}: names there have no spaces`
}

// `twitch, youtube or kick`: the comma before the last is a habit of one country.
function listed(names: readonly string[]): string {
  // Made here: the first one loads tables of languages for some 20 ms.
  const list = new Intl.ListFormat('en', { type: 'disjunction' })
  return list.format(names).replace(/, or /, ' or ')
}
