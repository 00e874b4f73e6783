import { z } from 'zod'
import type { Position } from '../../journal/port.ts'

/** Where a page of events ended, and which way it went. */
export interface PageEnd {
  readonly position: Position
  readonly oldest: boolean
}

/** As an opaque string; its format may change. */
export function cursorOf({ position, oldest }: PageEnd): string {
  return Buffer.from(`${oldest ? 'oldest' : 'newest'} ${position}`).toString('base64url')
}

/** A cursor as a field of an operation's input. */
export const cursor = z.string().transform((text, context): PageEnd => {
  const read = /^(oldest|newest) (\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString())
  if (read) return { position: Number(read[2]), oldest: read[1] === 'oldest' }
  context.addIssue({
    code: 'custom',
    message: 'is not a cursor: use the one at the end of an answer, or leave it out to start',
  })
  return z.NEVER
})
