import { z } from 'zod'
import { isDuration, parseDuration } from '../duration.ts'

/**
 * A time as people write it: a duration back from now (`2h`), a date, or a date with time, in this computer's zone where it
 * names none.
 * @returns undefined where it is neither
 */
export function readTime(text: string, now: Date = new Date()): Date | undefined {
  if (isDuration(text)) return new Date(now.getTime() - parseDuration(text))
  const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text)
  return /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(time.getTime()) ? time : undefined
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
      message: 'is not a time; write one like 2h, 2026-11-23 or 2026-11-23T19:00',
    })
    return z.NEVER
  })
