import type { ToldViewers } from '../../journal/activity.ts'

/** So long a number counts on: platforms tell it each minute or so, some only when it changes. */
export const VALID_MS = 10 * 60_000

/**
 * How many watched, by the end of each step.
 * @param told the oldest first
 * @returns reads one step after the other; undefined where no platform told any
 */
export function viewersUpTo(told: readonly ToldViewers[]): (end: number) => number | undefined {
  const latest = new Map<string, ToldViewers>()
  let next = 0
  return end => {
    for (; next < told.length; next++) {
      const one = told[next]
      if (one === undefined || one.at.getTime() >= end) break
      latest.set(one.platform, one)
    }
    const valid = [...latest.values()].filter(({ at }) => end - at.getTime() <= VALID_MS)
    return valid.length === 0 ? undefined : valid.reduce((sum, { viewers }) => sum + viewers, 0)
  }
}
