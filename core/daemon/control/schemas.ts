import { z } from 'zod'
import { problem } from '../../operations/fields.ts'

/** HTTP status for an instance that is still starting: service unavailable. */
export const STARTING = 503

/** The code of the last line of a stream that ended before it was whole; no other line has it. */
export const BROKE_OFF = 'failed'

/** The body of a refusal: a message, its parts, and the problems if there are several. */
export const refusalSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  what: z.string().optional(),
  why: z.string().optional(),
  advice: z.string().optional(),
  problems: z.array(problem).optional(),
})
