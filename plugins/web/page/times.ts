// In the viewer's own language and time zone.
const MINUTE = { hour: 'numeric', minute: '2-digit' } as const
const SECOND = { ...MINUTE, second: '2-digit' } as const
const DAY = { month: 'short', day: 'numeric' } as const
const YEAR = { ...DAY, weekday: 'short', year: 'numeric' } as const
const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(undefined, options)

const minute = { today: format(MINUTE), other: format({ ...DAY, ...MINUTE }) }
const second = { today: format(SECOND), other: format({ ...YEAR, ...SECOND }) }
const weekday = format({ weekday: 'short', ...MINUTE })
const day = format({ ...YEAR, ...MINUTE })

/**
 * `8:31 PM` or `20:31`; of another day `Nov 29, 8:31 PM`. Seconds are where an event is looked at closely: {@link exactTime}.
 * @param at in ms since 1970, or as ISO 8601
 * @param now what today is, by the server's clock
 */
export function clockTime(at: number | string, now: number): string {
  return told(at, now, minute)
}

/** `8:31:07 PM`; of another day `Sun, Nov 29, 2026, 8:31:07 PM`. */
export function exactTime(at: number | string, now: number): string {
  return told(at, now, second)
}

/** `8:31 PM`, whatever day it was. @param at in ms since 1970 */
export function timeOfDay(at: number): string {
  return told(at, at, minute)
}

/** `Mon 20:31`. @param at in ms since 1970 */
export function weekdayTime(at: number): string {
  return Number.isNaN(at) ? '' : weekday.format(at)
}

/** `Mon, Nov 30, 2026, 8:31 PM`. @param at in ms since 1970 */
export function dayAndTime(at: number): string {
  return Number.isNaN(at) ? '' : day.format(at)
}

function told(at: number | string, now: number, { today, other }: typeof minute): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return '?'
  const isToday = moment.toDateString() === new Date(now).toDateString()
  return (isToday ? today : other).format(moment)
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

/** `40 ms`, `1.2 s`, `3 min`, `2 h`, `5 d`. */
export function span(ms: number): string {
  const [size, unit] = UNITS.find(([least]) => ms >= least) ?? ([1, 'ms'] as const)
  const count = ms / size
  return `${unit === 's' && count < 10 ? count.toFixed(1) : Math.round(count)} ${unit}`
}
