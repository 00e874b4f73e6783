import tmi from 'tmi.js'
import type { WebSocket } from 'ws'

/**
 * Internal members of tmi.js 1.8.5 that its types leave out. Its fixes are here, because the library is no longer
 * maintained.
 */
export interface TmiInside {
  ws: WebSocket | null
  connect(): Promise<unknown>
  _openConnection(): void
  _onOpen(): void
}

/** A tmi.js client that does not reconnect, join, log or call Twitch's old API: we do that ourselves. */
export function createTmi(
  identity: { readonly username: string; readonly token: string } | undefined,
): TmiInside {
  const quiet = { info() {}, warn() {}, error() {} }
  const client = new tmi.Client({
    options: { skipMembership: true, skipUpdatingEmotesets: true },
    connection: { reconnect: false },
    ...(identity && { identity: { username: identity.username, password: identity.token } }),
    logger: quiet,
  })
  // Its types list what users call; the members above are there in 1.8.5, the exact version required.
  return client as tmi.Client & TmiInside
}
