import { type ToldViewers, VIEWERS_VALID_MS } from '../../journal/activity.ts'

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
    const valid = [...latest.values()].filter(({ at }) => end - at.getTime() <= VIEWERS_VALID_MS)
    return valid.length === 0 ? undefined : valid.reduce((sum, { viewers }) => sum + viewers, 0)
  }
}
