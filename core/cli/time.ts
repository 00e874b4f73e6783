import { isDuration, parseDuration } from '../duration.ts'
import { WrongUsage } from './usage.ts'

/**
 * A time as given on the command line: a duration back from now (`2h`), a date or a date with time, in this
 * computer's zone where it names none.
 * @throws WrongUsage where it is neither
 */
export function parseTime(option: string, text: string, now: Date = new Date()): Date {
  if (isDuration(text)) return new Date(now.getTime() - parseDuration(text))
  const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text)
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(time.getTime())) return time
  throw new WrongUsage(`${option} is no time: write one like 2h, 2026-11-23 or 2026-11-23T19:00`)
}
