import {
  type ExamineContext,
  type Finding,
  findingOf,
  messageOf,
  PrometheanError,
} from 'promethean'
import { userId } from './api/channel.ts'
import { Helix, HelixRefusal } from './api/helix.ts'
import { type SignedInAccount, SignedOut } from './auth/account.ts'
import { type AccountName, botOf, commandFor, streamerOf } from './auth/accounts.ts'
import { effectError } from './errors.ts'
import type { TwitchOptions } from './options.ts'
import { missingScopes, scopesOf } from './scopes.ts'

type Context = Pick<ExamineContext<TwitchOptions>, 'options' | 'folder' | 'signal'>

/** Checks the sign-ins, their scopes and the connection to Twitch, for `promethean doctor`. */
export async function examine(context: Context): Promise<readonly Finding[]> {
  const { options, folder, signal } = context
  const streamer = streamerOf(options, { folder, signal })
  const bot = botOf(options, { folder, signal })
  const findings = await Promise.all([
    examineAccount(streamer, 'streamer', context),
    ...(bot === undefined ? [] : [examineAccount(bot, 'bot', context)]),
  ])
  return findings.flat()
}

async function examineAccount(
  account: SignedInAccount,
  name: AccountName,
  { options, signal }: Context,
): Promise<readonly Finding[]> {
  const { login } = account
  try {
    const token = await account.validated(signal)
    const signedIn = `signed in as ${login}, renewed ${ageOf(token.obtainedAt)} ago`
    return [
      { ok: true, what: signedIn },
      scopeFinding(login, name, { has: token.scopes, added: options.scopes }),
      await reachOf(account, options, signal),
    ]
  } catch (failure) {
    if (signal.aborted)
      return [late(`Twitch did not confirm in time that ${login} is still signed in`)]
    const advice =
      failure instanceof SignedOut ? `run ${commandFor(name)}` : 'check the network and try again'
    return [{ ok: false, what: messageOf(failure), advice }]
  }
}

interface Scopes {
  readonly has: readonly string[]
  /** By the config. */
  readonly added: readonly string[]
}

function scopeFinding(login: string, name: AccountName, { has, added }: Scopes): Finding {
  const wanted = scopesOf(name, added)
  const missing = missingScopes(has, Object.keys(wanted))
  if (missing.length === 0) return { ok: true, what: `${login} granted every scope in use` }
  const what = missing.map(scope => `${scope} (${wanted[scope]})`).join(', ')
  return { ok: false, what: `${login} lacks ${what}`, advice: `run ${commandFor(name)}` }
}

async function reachOf(
  account: SignedInAccount,
  { urls }: TwitchOptions,
  signal: AbortSignal,
): Promise<Finding> {
  const before = performance.now()
  try {
    await userId(new Helix(urls.api, account), account.login, signal)
    return { ok: true, what: `Helix answered in ${Math.round(performance.now() - before)} ms` }
  } catch (failure) {
    if (signal.aborted) return late(`Helix did not answer as ${account.login} in time`)
    const trouble = effectError(`ask Helix as ${account.login}`, failure)
    if (failure instanceof HelixRefusal && trouble instanceof PrometheanError)
      return findingOf(trouble)
    const what = `Helix did not answer as ${account.login}: ${messageOf(failure)}`
    return { ok: false, what, advice: 'check the network and urls.api' }
  }
}

function late(what: string): Finding {
  const advice = 'check the network; it may be that Twitch hangs, so try again later'
  return { ok: false, what, advice }
}

function ageOf(iso: string): string {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(iso)) / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`
}
