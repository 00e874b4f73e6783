import { timeOfDay, weekdayTime } from '../../times.ts'
import type { Columns } from './columns.ts'

// Not quite a day: no time of the clock is to come twice.
const LONG_S = 23 * 3_600

/** A time of a chart; with its weekday if the chart is about more than a day. @param at in ms since 1970 */
export function timeIn(columns: Pick<Columns, 'from' | 'until'>, at: number): string {
  return isLong(columns) ? weekdayTime(at) : timeOfDay(at)
}

/** The room that a time needs below a chart, in px. */
export function roomOfTime(columns: Pick<Columns, 'from' | 'until'>): number {
  return isLong(columns) ? 90 : 56
}

function isLong({ from, until }: Pick<Columns, 'from' | 'until'>): boolean {
  return until - from > LONG_S
}
