import { z } from 'zod'
import { type Duration, isDuration, parseDuration } from './duration.ts'

/** Limits of a duration option. */
export interface DurationBounds {
  /** The example in the error message; default `'30s'`. */
  readonly like?: Duration
  readonly from?: Duration
  readonly to?: Duration
}

/** The schema of a duration option: `duration().default('30s')`, `duration({ from: '1s', to: '1h' })`. */
export function duration({ like = '30s', from, to }: DurationBounds = {}) {
  const least = from === undefined ? 0 : parseDuration(from)
  const most = to === undefined ? Number.POSITIVE_INFINITY : parseDuration(to)
  const isWithin = (text: string) => {
    const ms = isDuration(text) ? parseDuration(text) : Number.NaN
    return least <= ms && ms <= most
  }
  const expected = `expected a duration${bounds(from, to)} like '${like}'`
  return z.string(expected).refine(isWithin, expected)
}

function bounds(from: Duration | undefined, to: Duration | undefined): string {
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to},`
  if (from !== undefined) return ` of at least ${from},`
  return to === undefined ? '' : ` of at most ${to},`
}
