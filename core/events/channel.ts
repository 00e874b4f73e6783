import type { Platform } from './vocabulary.ts'

const BY_LOGIN: ReadonlySet<Platform> = new Set(['twitch', 'kick', 'trovo'])

/** A channel as sources tell it: where it is a login, in lower case and without the `#`; else as it was written. */
export function channelName(platform: Platform, written: string): string {
  return BY_LOGIN.has(platform) ? written.replace(/^#/, '').toLowerCase() : written
}
