import { parseDuration } from 'promethean'

/** A little more than Twitch promises: it is late under load, and reconnecting would lose events. */
export const KEEPALIVES = 1.2

// https://dev.twitch.tv/docs/eventsub/handling-websocket-events/#keepalive-message
const [LEAST_S, MOST_S] = [10, 600]

/** The event socket's address, with the keepalives that fit the budget. */
export function sessionUrl(options: {
  readonly urls: { readonly eventsub: string }
  readonly quiet: string
}): string {
  const wanted = Math.floor(parseDuration(options.quiet) / 1_000 / KEEPALIVES)
  const seconds = Math.min(Math.max(wanted, LEAST_S), MOST_S)
  const url = new URL(options.urls.eventsub)
  url.searchParams.set('keepalive_timeout_seconds', String(seconds))
  return url.href
}
