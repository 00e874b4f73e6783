import { messageOf, NotReady, PrometheanError, type Sentence } from 'promethean'
import type { Ending } from '../formats/websocket.ts'
import { RestFailure } from './client/rest-failure.ts'

/** Why TAU cannot be read, from a failed call. */
export function troubleOf(failure: unknown, url: string): Sentence {
  const what = `cannot read from TAU at ${hostOf(url)}`
  if (!(failure instanceof RestFailure)) return { what, why: messageOf(failure) }
  const { status, message: why } = failure
  if (status === 401) return { what, why: 'it rejects the token', advice: COPY_TOKEN }
  return { what, why, advice: status === undefined ? adviceFor(failure, url) : NO_TAU }
}

const COPY_TOKEN = "copy the token from TAU's dashboard and set token to it"
const NO_TAU = "check TAU's log, or correct url if this is not TAU"

/** The advice if TAU gave no answer. */
function adviceFor({ late, advice }: RestFailure, url: string): string {
  if (advice !== undefined) return advice
  if (late === undefined) return 'start TAU or correct url'
  const isSecure = new URL(url).protocol === 'https:'
  // A server without TLS waits for the rest of what it takes for a request, and TAU's one thread for Twitch.
  const perhaps = isSecure ? 'write http if TAU has no TLS' : 'correct url'
  return `wait if Twitch hangs, else restart TAU or ${perhaps}`
}

interface CallContext {
  /** `set the title`. */
  readonly doing: string
  readonly url: string
  /** The scope Twitch requires for it, if known. */
  readonly scope?: string
  /** What to correct if Twitch rejects it. */
  readonly subject?: string
}

/** Why a call to Twitch through TAU failed; `refused` if retrying is pointless. */
export function callError(failure: unknown, about: CallContext): PrometheanError {
  const what = `cannot ${about.doing} through TAU`
  if (!(failure instanceof RestFailure))
    return new PrometheanError('runtime', { what, why: messageOf(failure) }, { cause: failure })
  const why = failure.twitch === undefined ? ofTau(failure, about) : ofTwitch(failure, about)
  const said = { what, ...why }
  return isFinal(failure)
    ? new PrometheanError('refused', said, { cause: failure })
    : new NotReady(said, { cause: failure })
}

// 408, 409 and 429 are answers to the moment, not to what was asked.
function isFinal({ status = 0 }: RestFailure): boolean {
  return status >= 400 && status < 500 && ![408, 409, 429].includes(status)
}

type Reason = Omit<Sentence, 'what'>

function ofTau(failure: RestFailure, { url }: CallContext): Reason {
  const where = `TAU at ${hostOf(url)}`
  const { status, message, late } = failure
  if (late !== undefined)
    return {
      why: `${where}, or Twitch behind it, did not answer ${late}`,
      advice: adviceFor(failure, url),
    }
  if (status === undefined)
    return { why: `${where} cannot be reached: ${message}`, advice: adviceFor(failure, url) }
  if (status === 401) return { why: `${where} rejects the token`, advice: COPY_TOKEN }
  const why = `${where}: ${message}`
  return { why, advice: status < 500 ? NO_TAU : "Twitch may be down, else check TAU's log" }
}

function ofTwitch(
  { status = 0, twitch = '' }: RestFailure,
  { scope, subject }: CallContext,
): Reason {
  if (status >= 500)
    return { why: `Twitch has an internal error (${twitch})`, advice: 'try again later' }
  if (status === 429)
    return { why: `Twitch was asked too often (${twitch})`, advice: 'try again in a minute' }
  const told = /scope:?\s*([a-z]+(?::[a-z_]+)+)/i.exec(twitch)?.[1] ?? scope
  const advice: Readonly<Record<number, string>> = {
    401: `${told === undefined ? '' : `tick ${told} in TAU's dashboard and `}sign in to Twitch there again`,
    403: 'check that the account TAU is signed in with is allowed to',
    404: 'check that it still exists',
    409: 'try again later',
  }
  return {
    why: `Twitch rejects it (${twitch})`,
    advice: advice[status] ?? `correct ${subject ?? 'what was asked for'}`,
  }
}

/** Why a socket ended although REST accepts its token, as a sentence. */
export function endingOf({ code, status }: Ending, url: string): string {
  const about = `the connection to TAU at ${hostOf(url)}`
  if (status !== undefined) {
    return `${about} was refused with HTTP ${status}; correct url, or let the proxy in front of TAU pass websockets`
  }
  if (code === 1011) {
    return `${about} ended with 1011 although the token is valid: TAU has probably lost Redis; check that Redis runs, then restart TAU's worker, which does not recover by itself`
  }
  return `${about} ended with ${code}; check that TAU runs, it reconnects by itself`
}

/** Why an open connection was closed, as a sentence. */
export function silenceOf(url: string): string {
  return `the connection to TAU at ${hostOf(url)} no longer gets keep_alive: TAU has forgotten it, or its worker is dead; it reconnects by itself`
}

/** Why a message may not have arrived, as a sentence. */
export function unheardOf({ speaker, witness }: { speaker: string; witness: string }): string {
  return `a message of ${speaker} did not reach ${witness} in the same channel: Twitch rejected it, or TAU's worker has stopped sending; if this keeps happening, restart TAU's worker, Promethean can keep running`
}

/** The warning at the start if the traffic with TAU can be read on the way; undefined if not. */
export function exposureOf(url: string): string | undefined {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname)) return undefined
  return `the token and all events travel in clear text to ${hostOf(url)}, because url is http to another machine; put TLS in front of TAU and write https`
}

function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}

// The path of an address may be anything, a secret too.
function hostOf(url: string): string {
  return new URL(url).origin
}
