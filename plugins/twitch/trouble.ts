import { messageOf, NotReady, PrometheanError } from 'promethean'
import { HelixRefusal } from './api/helix.ts'
import { Unreachable } from './api/http.ts'
import type { Ending } from './eventsub/socket.ts'
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
export function effectFailure(doing: string, failure: unknown): unknown {
  if (failure instanceof HelixRefusal) return refusal(`cannot ${doing}`, failure)
  if (failure instanceof Unreachable) return new NotReady(`cannot ${doing}: ${unanswered(failure)}`)
  return failure
}

// What hangs was reached.
function unanswered({ message, mayBeDone, advice }: Unreachable): string {
  if (mayBeDone && message.startsWith('it did not'))
    return `Twitch ${message.slice('it '.length)}; try again`
  return `Twitch was not reached, ${message}; ${advice ?? 'try again'}`
}

// `refused` is final: who sets a title does not ask again.
function refusal(cannot: string, { status, message }: HelixRefusal): PrometheanError {
  if (status < 400)
    return new NotReady(
      `${cannot}: what answered is not Twitch (${message}); check the network, then try again`,
    )
  if (status >= 500)
    return new NotReady(`${cannot}: Twitch has trouble of its own (${message}); try again later`)
  if (status === 429)
    return new NotReady(`${cannot}: Twitch was asked too often (${message}); try again in a minute`)
  if (status === 408 || status === 409)
    return new NotReady(`${cannot}: Twitch refuses it for now (${message}); try again later`)
  const advice = /scope/i.test(message)
    ? scopeAdvice(message)
    : (ADVICE[status] ?? 'change what was asked for')
  return new PrometheanError('refused', `${cannot}: Twitch refuses it (${message}); ${advice}`)
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
export function nothing(): string {
  return 'cannot tell events of Twitch: it refuses every subscription, see the lines before; it is tried again'
}
