import { messageOf, PrometheanError, pause, type SignedIn, type SignInContext } from 'promethean'
import { Unreachable } from './api/http.ts'
import { withPair } from './auth/account.ts'
import { type AccountName, commandFor } from './auth/accounts.ts'
import {
  type DeviceCode,
  IdRefusal,
  IdServer,
  type TokenPair,
  type Validity,
} from './auth/id-server.ts'
import { TokenFile } from './auth/token-file.ts'
import type { TwitchOptions } from './options.ts'
import { scopesOf } from './scopes.ts'

/**
 * Signs an account in by a code the streamer enters on a page of Twitch.
 * @throws PrometheanError if it failed
 */
export async function signIn(context: SignInContext<TwitchOptions>): Promise<SignedIn> {
  const { options, folder, signal } = context
  const name = nameOf(context)
  const login = name === 'bot' ? botOf(options) : options.channel
  const scopes = Object.keys(scopesOf(name, options.scopes))
  const id = new IdServer(options.urls.id, options.clientId)
  const file = new TokenFile(folder)
  // First: nobody enters a code for a sign-in that cannot be kept.
  file.makeFolder()
  try {
    const device = await id.deviceCode(scopes, signal)
    const { url, userCode, expiresInS: expiresIn } = device
    context.verify({ url, userCode, expiresIn })
    const pair = await confirmed(id, device, scopes, signal)
    const validity = await id.validate(pair.accessToken, signal)
    if (validity.login !== login) throw await otherAccount(id, pair, validity, login, name)
    await file.locked(signal, () => file.write(withPair(validity, pair)))
    return { login, scopes: validity.scopes }
  } catch (failure) {
    signal.throwIfAborted()
    throw failure instanceof PrometheanError ? failure : cannot(login, failure)
  }
}

function nameOf({ as }: SignInContext<TwitchOptions>): AccountName {
  if (as === undefined || as === 'streamer') return 'streamer'
  if (as === 'bot') return 'bot'
  throw new PrometheanError('runtime', {
    what: `cannot sign in ${as.slice(0, 40)} on Twitch`,
    why: 'the accounts are the streamer and the bot',
    advice: 'write --as bot, or leave --as out',
  })
}

function botOf({ bot }: TwitchOptions): string {
  if (bot !== undefined) return bot
  throw new PrometheanError('runtime', {
    what: 'cannot sign in the bot on Twitch',
    why: 'the config names no bot',
    advice: 'set bot to its login',
  })
}

const SLOWER_S = 5

// Until the code lapses: Twitch has answered `invalid device code` while the streamer was still deciding.
// https://github.com/twitchdev/issues/issues/971
async function confirmed(
  id: IdServer,
  { deviceCode, expiresInS, intervalS }: DeviceCode,
  scopes: readonly string[],
  signal: AbortSignal,
): Promise<TokenPair> {
  const until = performance.now() + expiresInS * 1_000
  let intervalMs = intervalS * 1_000
  while (performance.now() + intervalMs < until) {
    await pause(intervalMs, signal)
    signal.throwIfAborted()
    try {
      return await id.exchange(deviceCode, scopes, signal)
    } catch (failure) {
      if (!isUndecided(failure)) throw failure
      if (failure instanceof IdRefusal && /slow_?down/i.test(failure.message))
        intervalMs += SLOWER_S * 1_000
    }
  }
  throw new PrometheanError('runtime', {
    what: 'cannot sign in on Twitch',
    why: 'the code was not entered in time',
    advice: 'run the command again and enter the new code',
  })
}

function isUndecided(failure: unknown): boolean {
  if (failure instanceof Unreachable) return true
  if (!(failure instanceof IdRefusal)) return false
  return !failure.isFinal || /pending|invalid device code|slow_?down/i.test(failure.message)
}

async function otherAccount(
  id: IdServer,
  { accessToken }: TokenPair,
  { login: got }: Validity,
  login: string,
  name: AccountName,
): Promise<PrometheanError> {
  // Revoked, so that no unused sign-in stays valid; if that fails, it expires by itself.
  await id.revoke(accessToken, AbortSignal.timeout(5_000)).catch(() => undefined)
  return new PrometheanError('runtime', {
    what: `cannot sign in ${login} on Twitch`,
    why: `the code was entered as ${got}`,
    advice: `sign in there as ${login} (a private window helps) and run ${commandFor(name)} again`,
  })
}

function cannot(login: string, failure: unknown): PrometheanError {
  const isClient = failure instanceof IdRefusal && /client/i.test(failure.message)
  const advice = isClient
    ? 'set clientId to that of an app of the type Public at dev.twitch.tv'
    : 'try again'
  return new PrometheanError('runtime', {
    what: `cannot sign in ${login} on Twitch`,
    why: messageOf(failure),
    advice,
  })
}
