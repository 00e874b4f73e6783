import type { Context } from 'promethean'
import type { TwitchOptions } from '../options.ts'
import { SignedInAccount } from './account.ts'
import { IdServer } from './id-server.ts'
import { TokenFile } from './token-file.ts'

export type AccountName = 'streamer' | 'bot'

type AccountsSettings = Pick<TwitchOptions, 'clientId' | 'channel' | 'bot' | 'urls'>

/** The account of the channel. */
export function streamerOf(options: AccountsSettings, where: AccountContext) {
  return accountOf(options, 'streamer', { ...where, login: options.channel })
}

/** The bot, if one is set. */
export function botOf(options: AccountsSettings, where: AccountContext) {
  const { bot: login } = options
  return login === undefined ? undefined : accountOf(options, 'bot', { ...where, login })
}

/** How an account signs in. */
export function commandFor(name: AccountName): string {
  return name === 'bot' ? 'promethean auth twitch --as bot' : 'promethean auth twitch'
}

/** A plugin's context, or as much as a command has of it. */
interface AccountContext
  extends Pick<Context, 'folder' | 'signal'>,
    Partial<Pick<Context, 'secrets'>> {}

function accountOf(
  { clientId, urls }: AccountsSettings,
  name: AccountName,
  { login, folder, signal, secrets }: AccountContext & { readonly login: string },
) {
  return new SignedInAccount({
    login,
    command: commandFor(name),
    clientId,
    file: new TokenFile(folder),
    id: new IdServer(urls.id, clientId),
    signal,
    ...(secrets && { secrets }),
  })
}
