import { duration, type NewEvent } from 'promethean'
import { z } from 'zod'

export const options = z.strictObject({
  rate: z
    .number()
    .min(0.0001)
    .optional()
    .describe('events per second, fractions allowed; default 1, or none if there is a script'),
  seed: z
    .union([z.number(), z.string()])
    .optional()
    .describe('the same seed gives the same stream; default: a new one at each start'),
  script: z
    .array(
      z.strictObject({
        // Node's timers reach 2^31 ms, a little under 25 days.
        at: duration({ to: '24d', like: '2s' }),
        event: made(),
      }),
    )
    .optional()
    .describe('events at times counted from the start'),
})

/** What happens when. */
export type Script = NonNullable<z.output<typeof options>['script']>

function made() {
  return z.custom<NewEvent>(isMade, "expected an event, made with event('chat.message', {...})")
}

function isMade(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (!('type' in value) || !('data' in value)) return false
  return typeof value.type === 'string' && typeof value.data === 'object' && value.data !== null
}
