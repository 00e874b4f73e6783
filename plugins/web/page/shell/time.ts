import type { texts } from '../texts.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long it is, in the two largest units: `3 h 20 min`; never less than 0 s. */
export function lengthOf(ms: number, { page }: Pick<typeof texts, 'page'>): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < MINUTE) return page.seconds(seconds)
  if (seconds < HOUR) return page.minutes(Math.floor(seconds / MINUTE))
  if (seconds < DAY)
    return page.hours(Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE))
  return page.days(Math.floor(seconds / DAY), Math.floor((seconds % DAY) / HOUR))
}

/** `1:05`, for a count-down: the whole seconds that are left; never below 0:00. */
export function countDown(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const rest = String(seconds % MINUTE).padStart(2, '0')
  return `${Math.floor(seconds / MINUTE)}:${rest}`
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** `1.2 GB`. */
export function sizeText(bytes: number): string {
  let size = bytes
  let unit = 0
  for (; size >= 1_000 && unit < UNITS.length - 1; unit++) size /= 1_000
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`
}
