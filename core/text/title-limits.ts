import type { Platform } from '../events/vocabulary.ts'

/** What a title may be. */
export interface TitleLimit {
  readonly codePoints: number
  /** Signs that may not be in it. */
  readonly refused: string
}

// The longest any platform takes.
const TWITCH: TitleLimit = { codePoints: 140, refused: '' }
// https://developers.google.com/youtube/v3/docs/videos#snippet.title
const YOUTUBE: TitleLimit = { codePoints: 100, refused: '<>' }
// Kick and Trovo document no length: what the strictest of the others takes.
const CAUTIOUS: TitleLimit = { codePoints: 100, refused: '' }

const LIMITS: ReadonlyMap<Platform, TitleLimit> = new Map([
  ['twitch', TWITCH],
  ['youtube', YOUTUBE],
])

/** What a title may be that goes to all of these platforms; without any, what Twitch takes. */
export function titleLimit(platforms: readonly Platform[]): TitleLimit {
  const limits = platforms.map(platform => LIMITS.get(platform) ?? CAUTIOUS)
  return {
    codePoints: Math.min(TWITCH.codePoints, ...limits.map(({ codePoints }) => codePoints)),
    refused: [...new Set(limits.map(({ refused }) => refused).join(''))].join(''),
  }
}

/** Why one of these platforms would not take a title, as a part of a sentence about it; undefined if all do. */
export function titleProblem(title: string, platforms: readonly Platform[]): string | undefined {
  const { codePoints, refused } = titleLimit(platforms)
  const length = [...title].length
  const where = platforms.length === 0 ? '' : ` on ${platforms.join(', ')}`
  if (length > codePoints)
    return `it has ${length} characters, and only ${codePoints} are allowed${where}`
  const sign = [...refused].find(one => title.includes(one))
  return sign === undefined ? undefined : `it contains ${sign}, which is not allowed${where}`
}
