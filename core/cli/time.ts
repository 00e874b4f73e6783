import { readTime } from '../operations/time.ts'
import { WrongUsage } from './usage.ts'

/** Parses a time from the command line. @throws WrongUsage if it is invalid */
export function parseTime(option: string, text: string, now: Date = new Date()): Date {
  const time = readTime(text, now)
  if (time !== undefined) return time
  throw new WrongUsage(`${option} is not a time: write one like 2h, 2026-11-23 or 2026-11-23T19:00`)
}

/** A time range as given on the command line. */
export interface SpanOptions {
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** The same as times; undefined if it has no such end. */
export interface TimeSpan {
  readonly since: Date | undefined
  readonly until: Date | undefined
}

/** @throws WrongUsage if one is no time, or nothing can lie between them */
export function parseSpan({ since, until }: SpanOptions, now: Date = new Date()): TimeSpan {
  const span = {
    since: since === undefined ? undefined : parseTime('--since', since, now),
    until: until === undefined ? undefined : parseTime('--until', until, now),
  }
  if (span.since !== undefined && span.since > now)
    throw new WrongUsage(`--since ${since} is in the future: nothing is kept from then`)
  if (span.since !== undefined && span.until !== undefined && span.since >= span.until)
    throw new WrongUsage(
      `nothing lies between --since ${since} and --until ${until}: --since must be the earlier one, and 2h means two hours ago`,
    )
  return span
}
