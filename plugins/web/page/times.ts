// In the viewer's own language and time zone.
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, {
  ...{ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
  ...{ hour: 'numeric', minute: '2-digit' },
})

/** `20:31` or `8:31 PM`. @param at in ms since 1970 */
export function clockTime(at: number): string {
  return Number.isNaN(at) ? '' : clock.format(at)
}

const weekday = new Intl.DateTimeFormat(undefined, {
  ...{ weekday: 'short', hour: 'numeric', minute: '2-digit' },
})

/** `Mon 20:31`. @param at in ms since 1970 */
export function weekdayTime(at: number): string {
  return Number.isNaN(at) ? '' : weekday.format(at)
}

/** `Mon, Nov 30, 2026, 8:31 PM`. @param at in ms since 1970 */
export function dayAndTime(at: number): string {
  return Number.isNaN(at) ? '' : day.format(at)
}

const exact = new Intl.DateTimeFormat(undefined, {
  ...{ hour: 'numeric', minute: '2-digit', second: '2-digit' },
})

/** `20:31:07` or `8:31:07 PM`. @param at in ms since 1970 */
export function exactTime(at: number): string {
  return Number.isNaN(at) ? '' : exact.format(at)
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
