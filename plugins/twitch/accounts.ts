import { SignedInAccount } from './auth/account.ts'
import { IdServer } from './auth/id-server.ts'
import { TokenFile } from './auth/token-file.ts'
import type { TwitchOptions } from './options.ts'

export type AccountName = 'streamer' | 'bot'

type Settings = Pick<TwitchOptions, 'clientId' | 'channel' | 'bot' | 'urls'>

/** The account of the channel. */
export function streamerOf(options: Settings, folder: string, signal: AbortSignal) {
  return accountOf(options, 'streamer', { login: options.channel, folder, signal })
}

/** The bot, where one is set. */
export function botOf(options: Settings, folder: string, signal: AbortSignal) {
  const { bot: login } = options
  return login === undefined ? undefined : accountOf(options, 'bot', { login, folder, signal })
}

/** How an account signs in. */
export function commandFor(name: AccountName): string {
  return name === 'bot' ? 'promethean auth twitch --as bot' : 'promethean auth twitch'
}

interface Whose {
  readonly login: string
  readonly folder: string
  readonly signal: AbortSignal
}

function accountOf({ clientId, urls }: Settings, name: AccountName, whose: Whose) {
  return new SignedInAccount({
    login: whose.login,
    command: commandFor(name),
    clientId,
    file: new TokenFile(whose.folder),
    id: new IdServer(urls.id, clientId),
    signal: whose.signal,
  })
}
