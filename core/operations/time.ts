import { z } from 'zod'
import { isDuration, parseDuration } from '../duration.ts'

// Years of six digits are written with a sign, https://tc39.es/ecma262/#sec-expanded-years
const DATE = /^(?:\d{4}|[+-]\d{6})-\d{2}-\d{2}/

/**
 * A time as people write it: a duration back from now (`2h`), a date, or a date with time, in this computer's zone if it
 * names none.
 * @returns undefined if it is neither
 */
export function readTime(text: string, now: Date = new Date()): Date | undefined {
  const time = isDuration(text) ? new Date(now.getTime() - parseDuration(text)) : readDate(text)
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time
}

function readDate(text: string): Date | undefined {
  const [date] = DATE.exec(text) ?? []
  if (date === undefined) return undefined
  return new Date(date === text ? `${text}T00:00` : text)
}

/** The same as a field of an operation's input. */
export const time = z
  .string()
  .meta({ placeholder: 'time' })
  .transform((text, context) => {
    const read = readTime(text)
    if (read !== undefined) return read
    context.addIssue({
      code: 'custom',
      message: 'is not a time: write one like 2h, 2026-11-23 or 2026-11-23T19:00',
    })
    return z.NEVER
  })

/** The start of a range of kept things; each operation describes it. */
export const since = time.refine(
  from => from <= new Date(),
  'is in the future: nothing is kept from then',
)

/** When events were received. */
export const received = {
  since: since
    .describe('received at or after this time: 2h, 2026-11-23 or 2026-11-23T19:00')
    .optional(),
  until: time.describe('received before this time').optional(),
}

/** A time range in an operation's input. */
export interface Span {
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

/** Whether something can lie between the two, for `refine`. */
export function hasRoom({ since: from, until }: Span): boolean {
  return from === undefined || until === undefined || from < until
}

/** The problem of a range in which nothing can lie. */
export const NO_ROOM = {
  path: ['since'],
  message: 'must be earlier than {until}: nothing lies between them; 2h means two hours ago',
}
