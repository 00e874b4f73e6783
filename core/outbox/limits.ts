import type { Platform } from '../events/vocabulary.ts'
import type { Account } from '../plugin/ports/chat.ts'

/** How many texts one account may send on a platform. */
export interface Limit {
  /** Texts in any 30 s. */
  readonly texts: number
  /** The same if the account is broadcaster or moderator. */
  readonly trusted: number
  /** Code points of one text. */
  readonly codePoints: number
  /** The platform drops a text that was already sent there within 30 s. */
  readonly refusesRepeats: boolean
}

/** The limit for platforms that document none: that of the strictest one. */
const CAUTIOUS: Limit = { texts: 10, trusted: 20, codePoints: 200, refusesRepeats: false }

const LIMITS: ReadonlyMap<string, Limit> = new Map([
  // https://dev.twitch.tv/docs/chat/#rate-limits and https://dev.twitch.tv/docs/api/reference/#send-chat-message
  ['twitch', { texts: 20, trusted: 100, codePoints: 500, refusesRepeats: true }],
  // https://support.google.com/youtube/answer/2524549: 200 characters, 11 times in 30 s; owners as often as they like.
  ['youtube', { texts: 11, trusted: 20, codePoints: 200, refusesRepeats: false }],
  // https://docs.kick.com/apis/chat: 500 characters; how often is not documented.
  ['kick', { texts: 20, trusted: 20, codePoints: 500, refusesRepeats: false }],
  // https://developer.trovo.live/docs/APIs.html names neither length nor rate.
  ['trovo', CAUTIOUS],
])

/** The limit of a platform; a cautious one if it is unknown. */
export function limitOf(platform: string): Limit {
  return LIMITS.get(platform) ?? CAUTIOUS
}

/** How many characters (code points) one chat message may have on a platform. */
export function longestMessage(platform: Platform | undefined): number {
  return (platform === undefined ? CAUTIOUS : limitOf(platform)).codePoints
}

/** How many texts this account may send in 30 s, with its current role in the channel. */
export function textsFor(limit: Limit, account: Account | undefined): number {
  const roles = account?.roles ?? []
  const isTrusted = roles.includes('broadcaster') || roles.includes('moderator')
  return isTrusted ? limit.trusted : limit.texts
}
