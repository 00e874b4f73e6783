import { type LinkAccount, type Platform, withoutUndefined } from 'promethean'
import { type Fields, fields } from '../formats/json.ts'
import { firstId, firstText } from './fields.ts'
import { toLogin } from './map/frame.ts'

/** An account that Streamer.bot can send as. */
interface Speaker {
  readonly id?: string
  /** The login in lower case; on YouTube, which has no logins, the display name. */
  readonly name: string
}

/** What Streamer.bot is signed in with on one platform. */
export interface SignedIn extends LinkAccount {
  readonly broadcaster: Speaker
  readonly bot?: Speaker
  /** Streamer.bot reports that it is not connected there. */
  readonly isDisconnected: boolean
}

/** The accounts of a `GetBroadcaster` answer: the channel is the login in lower case, for YouTube the channel id. */
export function accountsIn(answer: unknown): readonly SignedIn[] {
  const { platforms, disconnected } = fields(answer)
  const gone: readonly unknown[] = Array.isArray(disconnected) ? disconnected : []
  return PLATFORMS.flatMap(platform => {
    const told = fields(fields(platforms)[platform])
    const broadcaster = broadcasterOf(platform, told)
    const channel = platform === 'youtube' ? broadcaster?.id : broadcaster?.name
    if (broadcaster === undefined || channel === undefined) return []
    const bot = botOf(platform, told)
    return [
      withoutUndefined({
        platform,
        channel,
        broadcaster,
        bot,
        isDisconnected: gone.includes(platform),
      }),
    ]
  })
}

/** The platforms on which Streamer.bot has a chat. */
export const PLATFORMS = ['twitch', 'youtube', 'kick', 'trovo'] as const satisfies Platform[]

function broadcasterOf(platform: Platform, told: Fields): Speaker | undefined {
  const id = firstId(told.broadcastUserId, told.broadcasterUserId)
  const names = [
    ...[told.broadcasterLogin, told.broadcastUserName],
    ...[told.broadcastUser, told.broadcasterUserName],
  ]
  return speaker(platform, id, names)
}

function botOf(platform: Platform, told: Fields): Speaker | undefined {
  return speaker(platform, firstId(told.botUserId), [told.botLogin, told.botUserName, told.botUser])
}

// Of several names one is the login and the others how it is shown; a login has only these characters.
function speaker(
  platform: Platform,
  id: string | undefined,
  names: readonly unknown[],
): Speaker | undefined {
  const login = names.find(name => typeof name === 'string' && /^[\w-]+$/.test(name))
  const name = platform === 'youtube' ? (firstText(...names) ?? id) : firstText(login, ...names)
  if (name === undefined) return undefined
  return withoutUndefined({ id, name: platform === 'youtube' ? name : toLogin(name) })
}
