import type { Platform } from '../events/vocabulary.ts'
import { accountName } from './accounts.ts'
import { visibleText } from './visible.ts'

const BY_LOGIN: ReadonlySet<Platform> = new Set(['twitch', 'kick', 'trovo'])

/** A channel as it appears in events: a login in lower case without `#` or `@`, or the id unchanged. */
export function channelName(platform: Platform, written: string): string {
  if (!isByLogin(platform)) return written
  return visibleText(written.normalize('NFKC'))
    .replace(/^[@#]+\s*/, '')
    .toLowerCase()
}

/** Whether channels of a platform are named by a login: a word in lower case. */
export function isByLogin(platform: Platform): boolean {
  return BY_LOGIN.has(platform)
}

/** A channel as it is compared with others: `#LanternKeep`, `lanternkeep` and `@LANTERNKEEP` are one. */
export function channelKey(written: string): string {
  // What is nothing but signs is itself.
  return accountName(written.replace(/^[\s#@]+/, '')) || written
}

/** Tells whether something happened in a channel as a person wrote it; without one, whatever happened did. */
export function inChannel(
  written: string | undefined,
): (told: { readonly channel?: string }) => boolean {
  if (written === undefined) return () => true
  const key = channelKey(written)
  return ({ channel }) => channel !== undefined && channelKey(channel) === key
}
