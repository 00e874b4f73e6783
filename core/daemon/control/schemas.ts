import { z } from 'zod'
import { problem } from '../../operations/fields.ts'

/** HTTP's word for an instance that is still starting: service unavailable. */
export const STARTING = 503

/** The code of the last line of a stream that ended before it was whole; no other line has it. */
export const BROKE_OFF = 'failed'

/** What is said of what was not done: a sentence and its parts, and the problems where they were several. */
export const refusalSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  what: z.string().optional(),
  why: z.string().optional(),
  advice: z.string().optional(),
  problems: z.array(problem).optional(),
})
