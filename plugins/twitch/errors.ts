import { messageOf, NotReady, PrometheanError, type Sentence } from 'promethean'
import type { Ending } from '../formats/websocket.ts'
import { HelixRefusal } from './api/helix.ts'
import { Unreachable } from './api/http.ts'
import { STREAMER_SCOPES } from './scopes.ts'

/** Why Twitch cannot be used, as a sentence. */
export function troubleOf(failure: unknown): string {
  if (failure instanceof PrometheanError) return failure.message
  if (failure instanceof Unreachable)
    return `cannot reach Twitch: ${failure.message}; ${failure.advice ?? 'check the network'}, retrying`
  return `cannot use Twitch: ${messageOf(failure)}; retrying`
}

// https://dev.twitch.tv/docs/eventsub/websocket-reference/#close-message
const CODES: Readonly<Record<number, string>> = {
  4000: 'Twitch had an internal error',
  4001: 'Twitch says the client sent data, which is not allowed',
  4002: 'Twitch got no pong; the network or this computer was too slow',
  4003: 'no subscription was made in time',
  4004: 'the reconnect that Twitch requested took too long',
  4005: 'a network timeout at Twitch',
  4006: 'a network error at Twitch',
  4007: 'Twitch does not accept its own reconnect address',
}

/** Why the event socket ended, as a sentence. */
export function endingOf(ending: Ending | 'no welcome'): string {
  const about = 'lost the event connection to Twitch'
  if (ending === 'no welcome') return `${about}: it sent no welcome; reconnecting`
  if (ending.status !== undefined)
    return `${about}: the connection was refused with HTTP ${ending.status}; reconnecting`
  const why = CODES[ending.code] ?? 'the connection was closed'
  return `${about}: ${why} (${ending.code}); reconnecting`
}

/** An effect's failure, as what the caller gets: what could not be done, why, what to do. */
export function effectError(doing: string, failure: unknown): unknown {
  const what = `cannot ${doing}`
  if (failure instanceof HelixRefusal) return refusal(what, failure)
  if (failure instanceof Unreachable) return new NotReady({ what, ...unanswered(failure) })
  return failure
}

type Reason = Omit<Sentence, 'what'>

// What hangs was reached.
function unanswered({ message, mayBeDone, late, advice = 'try again' }: Unreachable): Reason {
  if (mayBeDone && late !== undefined) return { why: `Twitch did not answer ${late}`, advice }
  return { why: `Twitch was not reached, ${message}`, advice }
}

// `refused` is final: a title is not retried.
function refusal(what: string, failure: HelixRefusal): PrometheanError {
  const { status, message } = failure
  const passing = passingOf(failure)
  if (passing !== undefined) return new NotReady({ what, ...passing })
  const advice = /scope/i.test(message)
    ? scopeAdvice(message)
    : (ADVICE[status] ?? 'change the request')
  return new PrometheanError('refused', { what, why: `Twitch rejects it (${message})`, advice })
}

/** The reason, if retrying may help. */
function passingOf({ status, message }: HelixRefusal): Reason | undefined {
  const again = 'try again later'
  if (status < 400)
    return {
      why: `the answer did not come from Twitch (${message})`,
      advice: 'check the network, then try again',
    }
  if (status >= 500) return { why: `Twitch has an internal error (${message})`, advice: again }
  if (status === 429)
    return { why: `Twitch was asked too often (${message})`, advice: 'try again in a minute' }
  if (status === 408 || status === 409)
    return { why: `Twitch rejects it for now (${message})`, advice: again }
  return undefined
}

// For a scope that the sign-in requests by default, signing in again is enough; any other must be added to `scopes`.
function scopeAdvice(message: string): string {
  const scope = /scope:?\s*([a-z]+(?::[a-z_]+)+)/i.exec(message)?.[1]
  const isOurs = scope === undefined || Object.hasOwn(STREAMER_SCOPES, scope)
  return `${isOurs ? '' : `add '${scope}' to the option scopes of twitch, then `}run promethean auth twitch`
}

const ADVICE: Readonly<Record<number, string>> = {
  401: 'run promethean auth twitch',
  403: 'check that the account is allowed to',
  404: 'check that it still exists',
  410: 'update Promethean',
}

/** Twitch is silent for longer than the budget allows. */
export function tooQuiet(quiet: string, budgetS: number): string {
  return `a quiet connection will look dead: Twitch may be silent for ${budgetS} s, but quiet is ${quiet}; set quiet to '${Math.ceil(budgetS)}s'`
}

/** Twitch ended a subscription. */
export function revoked(type: string, status: string): string {
  const why = /^\w{1,40}$/.test(status) ? status : 'without a reason'
  return `Twitch no longer sends ${type.slice(0, 80)} (${why}); run promethean auth twitch, everything else still works`
}

/** An invalid message from Twitch. */
export function malformed(problem: string): string {
  return `cannot read a message from Twitch: ${problem}; it is skipped`
}

/** An event whose payload does not fit. */
export function unread(name: string, problem: string): string {
  return `cannot read the Twitch event ${name}: ${problem}; it is kept as platform.event`
}

/** Not one subscription was taken. */
export function nothingSubscribed(): string {
  return 'cannot receive events from Twitch: it rejects every subscription, see the lines above; retrying'
}
