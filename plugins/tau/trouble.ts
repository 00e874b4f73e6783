import { messageOf } from 'promethean'
import { RestFailure } from './client/rest.ts'
import type { Ending } from './client/socket.ts'

/** Why TAU cannot be read, from a failed call, as a sentence. */
export function troubleOf(failure: unknown, url: string): string {
  const about = `cannot read from TAU at ${hostOf(url)}`
  if (!(failure instanceof RestFailure)) return `${about}: ${messageOf(failure)}`
  if (failure.status === 401) {
    return `${about}: it refuses the token; copy the token from TAU's dashboard and set token to it`
  }
  if (failure.status === undefined) {
    return `${about}: ${failure.message}; start TAU or correct url`
  }
  return `${about}: ${failure.message}; look into TAU's log, or correct url if this is no TAU`
}

/** Why a socket ended whose token REST takes, as a sentence. */
export function endingOf({ code, status }: Ending, url: string): string {
  const about = `the connection to TAU at ${hostOf(url)}`
  if (status !== undefined) {
    return `${about} was refused with HTTP ${status}; correct url, or let the proxy before TAU pass websockets`
  }
  if (code === 1011) {
    return `${about} ended with 1011 though the token is good: TAU has most likely lost Redis; see that Redis runs`
  }
  return `${about} ended with ${code}; see that TAU runs, it is connected again by itself`
}

/** Said at start where all that TAU sends could be read on the way; undefined where not. */
export function exposureOf(url: string): string | undefined {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname)) return undefined
  return `the token and all events travel in clear text to ${hostOf(url)}, because url is http and another machine; put TLS before TAU and write https`
}

function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}

// The path of an address may be anything, a secret too.
function hostOf(url: string): string {
  return new URL(url).origin
}
