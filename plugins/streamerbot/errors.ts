import type { Sentence } from 'promethean'

/** Why a connection is not there (any more). */
export type Disconnection =
  | { readonly kind: 'unreachable'; readonly detail: string | undefined }
  | { readonly kind: 'no_answer' }
  | { readonly kind: 'no_greeting' }
  | { readonly kind: 'wrong_password' }
  | { readonly kind: 'password_missing' }
  | { readonly kind: 'bad_greeting' }
  | { readonly kind: 'not_subscribed'; readonly detail: string }
  | { readonly kind: 'closed'; readonly code: number }

/** What it means to a streamer. */
export function disconnectedSentence(trouble: Disconnection, place: string): Sentence {
  const reach = `cannot reach Streamer.bot at ${place}`
  const listen = `cannot listen to Streamer.bot at ${place}`
  const switchOn = 'start Streamer.bot and its WebSocket server (Servers/Clients, WebSocket Server)'
  switch (trouble.kind) {
    case 'unreachable':
      return { what: reach, why: trouble.detail ?? 'the connection failed', advice: switchOn }
    case 'no_answer':
      return { what: reach, why: 'no answer in time', advice: switchOn }
    case 'no_greeting':
      return {
        what: reach,
        why: 'the server there is not Streamer.bot',
        advice: 'check host, port and endpoint',
      }
    case 'wrong_password':
      return {
        what: listen,
        why: 'it rejected the password',
        advice: 'set password to that of its WebSocket server',
      }
    case 'password_missing':
      return {
        what: listen,
        why: 'it requires a password',
        advice: 'set password to that of its WebSocket server',
      }
    case 'bad_greeting':
      return {
        what: listen,
        why: 'its greeting cannot be read',
        advice: 'update Streamer.bot if this keeps happening',
      }
    case 'not_subscribed':
      return {
        what: listen,
        why: `it did not accept the subscription (${trouble.detail})`,
        advice: 'restart Streamer.bot if this keeps happening',
      }
    case 'closed':
      return {
        what: `lost Streamer.bot at ${place}`,
        why: `it closed the connection (code ${trouble.code})`,
        advice: 'retrying, start it if it is closed',
      }
  }
}
