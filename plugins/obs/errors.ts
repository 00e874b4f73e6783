import type { Sentence } from 'promethean'

/** Why a connection is not there (any more). */
export type Disconnection =
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'no_answer' }
  | { readonly kind: 'not_obs'; readonly detail: string }
  | { readonly kind: 'wrong_password' }
  | { readonly kind: 'password_missing' }
  | { readonly kind: 'too_old' }
  | { readonly kind: 'kicked' }
  | { readonly kind: 'not_ready'; readonly detail: string }
  | { readonly kind: 'exited' }
  | { readonly kind: 'broken_off' }
  | { readonly kind: 'closed'; readonly code: number }

const SETTINGS = 'Tools, WebSocket Server Settings'
const UPDATE = 'update OBS to 28 or newer'
const COPY = `copy it from OBS (${SETTINGS}, Show Connect Info) and set password to it`
const BY_ITSELF = 'it reconnects by itself once OBS runs'

/** What it means to a streamer. */
export function disconnectedSentence(trouble: Disconnection, place: string): Sentence {
  const reach = `cannot reach OBS at ${place}`
  const listen = `cannot listen to OBS at ${place}`
  const lost = `lost OBS at ${place}`
  switch (trouble.kind) {
    case 'unreachable': {
      const advice = `start OBS and enable its server (${SETTINGS}), or correct url`
      return { what: reach, why: trouble.detail, advice }
    }
    case 'no_answer':
      return { what: reach, why: 'no answer in time', advice: 'check whether OBS hangs' }
    case 'not_obs': {
      const why = `the server there is not OBS (${trouble.detail})`
      return { what: reach, why, advice: `correct url, or ${UPDATE}` }
    }
    case 'wrong_password':
      return { what: listen, why: 'it rejected the password', advice: COPY }
    case 'password_missing':
      return { what: listen, why: 'it requires a password', advice: COPY }
    case 'too_old':
      return { what: listen, why: 'it uses another protocol version', advice: UPDATE }
    case 'kicked': {
      const why = `the session was kicked in OBS (${SETTINGS})`
      return {
        what: lost,
        why,
        advice: 'remove obs from the config and add it again to reconnect',
      }
    }
    case 'not_ready': {
      const why = `it did not report its state (${trouble.detail})`
      return { what: listen, why, advice: 'restart OBS if this keeps happening' }
    }
    case 'exited':
      return { what: lost, why: 'OBS exited, or its server was disabled', advice: BY_ITSELF }
    case 'broken_off':
      return { what: lost, why: 'the connection was lost, as in a crash', advice: BY_ITSELF }
    case 'closed':
      return { what: lost, why: `it closed with code ${trouble.code}`, advice: BY_ITSELF }
  }
}
