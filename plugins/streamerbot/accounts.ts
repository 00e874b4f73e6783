import type { LinkAccount } from 'promethean'
import { toLogin } from './frame.ts'
import { fields, firstId, firstText } from './read.ts'

/** The accounts of a `GetBroadcaster` answer: login in lower case, for YouTube the channel id. */
export function accountsIn(answer: unknown): readonly LinkAccount[] {
  const { twitch, youtube, kick, trovo } = fields(fields(answer).platforms)
  const channels: readonly [string, string | undefined][] = [
    ['twitch', loginOf(twitch)],
    ['youtube', firstId(fields(youtube).broadcastUserId, fields(youtube).broadcasterUserId)],
    ['kick', loginOf(kick)],
    ['trovo', loginOf(trovo)],
  ]
  return channels.flatMap(([platform, channel]) =>
    channel === undefined ? [] : [{ platform, channel }],
  )
}

// Of the two names one is the login and the other how it is shown; a login has only these characters.
function loginOf(value: unknown): string | undefined {
  const account = fields(value)
  const told = [
    account.broadcasterLogin,
    account.broadcastUserName,
    account.broadcastUser,
    account.broadcasterUserName,
  ]
  const login = told.find(name => typeof name === 'string' && /^[\w-]+$/.test(name))
  const name = firstText(login, ...told)
  return name === undefined ? undefined : toLogin(name)
}
