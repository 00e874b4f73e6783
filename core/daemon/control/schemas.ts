import { z } from 'zod'
import { problem } from '../../operations/fields.ts'

/** HTTP's word for an instance that is still starting: service unavailable. */
export const STARTING = 503

/** What is said of what was not done: a sentence and its parts, and the problems where they were several. */
export const refusalSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  what: z.string().optional(),
  why: z.string().optional(),
  advice: z.string().optional(),
  problems: z.array(problem).optional(),
})
