/** Why a connection is not there (any more). */
export type Trouble =
  | { readonly kind: 'unreachable'; readonly detail: string | undefined }
  | { readonly kind: 'no_answer' }
  | { readonly kind: 'no_greeting' }
  | { readonly kind: 'wrong_password' }
  | { readonly kind: 'password_missing' }
  | { readonly kind: 'bad_greeting' }
  | { readonly kind: 'not_subscribed'; readonly detail: string }
  | { readonly kind: 'closed'; readonly code: number }

/** What could not be done, why, and what to do. */
export function sentenceOf(trouble: Trouble, place: string): string {
  const reach = `cannot reach Streamer.bot at ${place}`
  const listen = `cannot listen to Streamer.bot at ${place}`
  const switchOn = 'start Streamer.bot and its WebSocket server (Servers/Clients, WebSocket Server)'
  switch (trouble.kind) {
    case 'unreachable':
      return `${reach}: ${trouble.detail ?? 'the connection failed'}; ${switchOn}`
    case 'no_answer':
      return `${reach}: nobody answered in time; ${switchOn}`
    case 'no_greeting':
      return `${reach}: what listens there does not greet as Streamer.bot does; check host, port and endpoint`
    case 'wrong_password':
      return `${listen}: it refused the password; set password to the one of its WebSocket server`
    case 'password_missing':
      return `${listen}: it demands a password; set password to the one of its WebSocket server`
    case 'bad_greeting':
      return `${listen}: it greeted with something that cannot be read; update Streamer.bot if this goes on`
    case 'not_subscribed':
      return `${listen}: it did not take the subscription (${trouble.detail}); restart Streamer.bot if this goes on`
    case 'closed':
      return `lost Streamer.bot at ${place}: it closed the connection (code ${trouble.code}); it is tried again, start it if it is closed`
  }
}
