import { parseDuration } from 'promethean'
import type { ChatSettings } from './connection.ts'
import { addressOf, type TwitchIrcOptions } from './options.ts'

const PING_MS = 60_000
const MIN_PING_MS = 100

/** The connection these options mean. */
export function settingsOf(options: TwitchIrcOptions): ChatSettings {
  const { channels, token } = options
  const username = options.username || channels[0]
  return {
    address: addressOf(options),
    channels,
    identity: token && username ? { username, token } : undefined,
    // Two probes must fit into the budget, or a quiet chat would look dead.
    pingMs: Math.max(MIN_PING_MS, Math.min(PING_MS, parseDuration(options.quiet) / 2)),
  }
}
