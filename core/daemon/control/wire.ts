import { z } from 'zod'
import { problem } from '../../operations/fields.ts'

// A connection carries one JSON text a line: a request, and what is answered to it; then the next request.

/** The longest request, in UTF-16 code units: far longer than any command writes. */
export const LONGEST_REQUEST = 1_000_000

/** The code of the last line of a stream that ended before it was whole; no other line has it. */
export const BROKE_OFF = 'failed'

export const requestSchema = z.object({
  /** From the run file. */
  token: z.string(),
  command: z.string(),
  body: z.unknown(),
})

/** A refusal: a message, its parts, and the problems if there are several. */
export const refusalSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  what: z.string().optional(),
  why: z.string().optional(),
  advice: z.string().optional(),
  problems: z.array(problem).readonly().optional(),
})

export type WiredRefusal = z.output<typeof refusalSchema>

/** What is answered: any number of `working`, then one of the others. */
export const answerSchema = z
  .object({
    /** It is still at work. */
    working: z.literal(true),
    value: z.unknown(),
    refusal: refusalSchema,
    /** The instance cannot do it yet, and says so. */
    starting: z.string(),
    /** Each further line is one of the stream, until the connection ends. */
    streams: z.literal(true),
  })
  .partial()

export type WiredAnswer = z.output<typeof answerSchema>

/** As it is sent. */
export function wired(message: z.input<typeof requestSchema> | WiredAnswer): string {
  return `${JSON.stringify(message)}\n`
}
