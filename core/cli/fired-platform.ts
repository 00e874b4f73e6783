import { nearest } from '../config/nearest.ts'
import type { Problem } from '../errors.ts'

const WELL_KNOWN = ['twitch', 'youtube', 'kick', 'trovo', 'tiktok', 'facebook', 'obs']
const LISTED = new Intl.ListFormat('en', { type: 'disjunction' })

/** Where a fired event happens, or what is wrong with that. */
export type FiredPlatform =
  | { readonly platform: string | undefined }
  | { readonly problem: Problem }

/** Whether events of a type happen on a platform. */
export function isOnPlatform(type: string): boolean {
  return /^(chat|channel|stream)\./.test(type)
}

/**
 * The platform named, else the only one that is the streamer's own: an answer to an event of no platform would go to every chat.
 * @param own where the streamer has an account
 */
export function firedPlatform(
  type: string,
  named: string | undefined,
  own: readonly string[],
): FiredPlatform {
  if (named !== undefined) return meant(named, own)
  if (!isOnPlatform(type)) return { platform: undefined }
  if (own.length === 1) return { platform: own[0] }
  const choice = own.length === 0 ? WELL_KNOWN.slice(0, 3) : own
  return wrong(`which one? --platform ${listed(choice)}`)
}

function meant(named: string, own: readonly string[]): FiredPlatform {
  const known = [...own, ...WELL_KNOWN]
  if (known.includes(named)) return { platform: named }
  const near = nearest(named, known)
  if (near === undefined) return { platform: named }
  return wrong(`${named} is no platform; did you mean ${near}?`)
}

function wrong(message: string): FiredPlatform {
  return { problem: { path: 'platform', message } }
}

// `twitch, youtube or kick`: the comma before the last is a habit of one country.
function listed(names: readonly string[]): string {
  return LISTED.format(names).replace(/, or /, ' or ')
}
