import { messageOf, NotReady, PrometheanError, type Sentence } from 'promethean'
import type { Ending } from '../formats/websocket.ts'
import { HelixRefusal } from './api/helix.ts'
import { Unreachable } from './api/http.ts'
import { STREAMER_SCOPES } from './scopes.ts'

/** Why Twitch cannot be used, as a sentence. */
export function troubleOf(failure: unknown): string {
  if (failure instanceof PrometheanError) return failure.message
  if (failure instanceof Unreachable)
    return `cannot reach Twitch: ${failure.message}; ${failure.advice ?? 'check the network'}, it is tried again`
  return `cannot use Twitch: ${messageOf(failure)}; it is tried again`
}

// https://dev.twitch.tv/docs/eventsub/websocket-reference/#close-message
const CODES: Readonly<Record<number, string>> = {
  4000: 'Twitch had an error of its own',
  4001: 'Twitch says something was sent to it',
  4002: 'Twitch got no pong; the network or this computer was too slow',
  4003: 'nothing was subscribed in time',
  4004: 'the move Twitch asked for took too long',
  4005: 'a timeout in the network of Twitch',
  4006: 'an error in the network of Twitch',
  4007: 'Twitch does not know the address it named for the move',
}

/** Why the event socket ended, as a sentence. */
export function endingOf(ending: Ending | 'no welcome'): string {
  const about = 'lost the events of Twitch'
  if (ending === 'no welcome') return `${about}: it sent no welcome; connecting again`
  if (ending.status !== undefined)
    return `${about}: the connection was refused with HTTP ${ending.status}; connecting again`
  const why = CODES[ending.code] ?? 'the connection was closed'
  return `${about}: ${why} (${ending.code}); connecting again`
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

// `refused` is final: who sets a title does not ask again.
function refusal(what: string, failure: HelixRefusal): PrometheanError {
  const { status, message } = failure
  const passing = passingOf(failure)
  if (passing !== undefined) return new NotReady({ what, ...passing })
  const advice = /scope/i.test(message)
    ? scopeAdvice(message)
    : (ADVICE[status] ?? 'change what was asked for')
  return new PrometheanError('refused', { what, why: `Twitch refuses it (${message})`, advice })
}

/** Where asking again may help. */
function passingOf({ status, message }: HelixRefusal): Reason | undefined {
  const again = 'try again later'
  if (status < 400)
    return {
      why: `what answered is not Twitch (${message})`,
      advice: 'check the network, then try again',
    }
  if (status >= 500) return { why: `Twitch has trouble of its own (${message})`, advice: again }
  if (status === 429)
    return { why: `Twitch was asked too often (${message})`, advice: 'try again in a minute' }
  if (status === 408 || status === 409)
    return { why: `Twitch refuses it for now (${message})`, advice: again }
  return undefined
}

// What the sign-in asks for by itself is only too old; anything else must be asked for.
function scopeAdvice(message: string): string {
  const scope = /scope:?\s*([a-z]+(?::[a-z_]+)+)/i.exec(message)?.[1]
  const isOurs = scope === undefined || Object.hasOwn(STREAMER_SCOPES, scope)
  return `${isOurs ? '' : `see that scopes of twitch lists '${scope}', then `}run promethean auth twitch`
}

const ADVICE: Readonly<Record<number, string>> = {
  401: 'run promethean auth twitch',
  403: 'see that the account is allowed to',
  404: 'see that it is still there',
  410: 'update Promethean',
}

/** Twitch is silent for longer than the budget allows. */
export function tooQuiet(quiet: string, budgetS: number): string {
  return `a quiet connection will look dead: Twitch may be silent for ${budgetS} s, quiet is ${quiet}; set quiet to '${Math.ceil(budgetS)}s'`
}

/** Twitch ended a subscription. */
export function revoked(type: string, status: string): string {
  const why = /^\w{1,40}$/.test(status) ? status : 'without a reason'
  return `Twitch tells ${type.slice(0, 80)} no more (${why}); run promethean auth twitch, the rest goes on`
}

/** A message that is none of Twitch's. */
export function malformed(problem: string): string {
  return `cannot read a message of Twitch: ${problem}; it is left out, the rest goes on`
}

/** An event whose payload does not fit. */
export function unread(name: string, problem: string): string {
  return `cannot read an event of Twitch, ${name}: ${problem}; it is kept as platform.event`
}

/** Not one subscription was taken. */
export function nothingSubscribed(): string {
  return 'cannot tell events of Twitch: it refuses every subscription, see the lines before; it is tried again'
}
