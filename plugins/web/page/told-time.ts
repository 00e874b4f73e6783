const DAY_MS = 86_400_000

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const exactTime = new Intl.DateTimeFormat(undefined, {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
})
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  ...{ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
})

/** `21:04`. @param at in ms since 1970 */
export function shortTime(at: number): string {
  return timeOfDay.format(at)
}

/** `21:04:07`; with its date if it was not today. */
export function fullTime(at: number, now: number): string {
  return Math.abs(now - at) < DAY_MS / 2 ? exactTime.format(at) : dayAndTime.format(at)
}

/** `40 ms`, `1.2 s`, `3 min`, `2 h`, `5 d`. */
export function span(ms: number): string {
  const [size, unit] = UNITS.find(([least]) => ms >= least) ?? [1, 'ms']
  const count = ms / size
  return `${unit === 's' && count < 10 ? count.toFixed(1) : Math.round(count)} ${unit}`
}

const UNITS: readonly (readonly [size: number, unit: string])[] = [
  [DAY_MS, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
]
