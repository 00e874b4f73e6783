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

/** From when to when something is wanted, as given on the command line. */
export interface SpanOptions {
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** The same as times; undefined where it has no such end. */
export interface TimeSpan {
  readonly since: Date | undefined
  readonly until: Date | undefined
}

/** @throws WrongUsage where one is no time, or nothing can lie between them */
export function parseSpan({ since, until }: SpanOptions, now: Date = new Date()): TimeSpan {
  const span = {
    since: since === undefined ? undefined : parseTime('--since', since, now),
    until: until === undefined ? undefined : parseTime('--until', until, now),
  }
  if (span.since !== undefined && span.since > now)
    throw new WrongUsage(`--since ${since} lies in the future: nothing is kept of it`)
  if (span.since !== undefined && span.until !== undefined && span.since >= span.until)
    throw new WrongUsage(
      `nothing lies between --since ${since} and --until ${until}: --since is the earlier one, and 2h is two hours ago`,
    )
  return span
}
