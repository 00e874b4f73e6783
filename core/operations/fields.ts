import { z } from 'zod'
import type { Problem } from '../errors.ts'

export const text = z.string()
export const name = z.string().min(1)
export const names = z.array(text)
export const count = z.int().nonnegative()

/** The maximum number of results. */
export function limit(standard: number, most: number) {
  return z.int().min(1).max(most).describe('at most this many').default(standard)
}

/** ISO 8601, as JSON writes a Date; one past the year 9999, which an old journal may hold, has six digits and a sign. */
export const moment = z.string().meta({ format: 'date-time' })

/** Present while totals are behind the events. */
export const completeUntil = moment
  .describe('later events are not counted yet; a running instance catches up')
  .exactOptional()

/** One thing wrong with a config. */
export const problem = z
  .object({ plugin: text.optional(), path: text, message: text })
  .transform(
    ({ plugin, ...rest }): Problem => ({ ...(plugin !== undefined && { plugin }), ...rest }),
  )

/** A pending approval. */
export const pending = z.object({
  id: text.describe('what approve and drop take; unique in this run'),
  number: count.describe('approve and drop take it as well; kept while it is pending'),
  plugin: text.describe('the plugin that asks'),
  what: text.describe('title, answer, message, ...'),
  text,
  cause: text.describe('id of the event it answers').exactOptional(),
  since: moment,
  until: moment.describe('when it expires'),
  agent: z
    .object({
      name: text.describe('name and version of its program, as it introduced itself'),
      tool: text,
      input: z.record(z.string(), z.unknown()).describe("the operation's input"),
      reason: text.describe("why, in the agent's words").exactOptional(),
      shown: z
        .array(z.object({ name: text, value: text }))
        .describe('all that would be sent, and where: what to read before it is approved'),
    })
    .describe('the agent that asks, if it is one')
    .exactOptional(),
})

/** What became of one. */
export const decidedApproval = z.object({
  ...pending.pick({ id: true, plugin: true, what: true, text: true }).shape,
  decision: z.enum(['approved', 'dropped', 'expired']),
  by: text
    .describe('who decided: the caller, or the plugin itself; absent if it expired')
    .exactOptional(),
  at: moment,
})

/** Whether a restart would still know it. */
export const saved = z.discriminatedUnion('saved', [
  z.object({ saved: z.literal(true) }),
  z.object({ saved: z.literal(false), reason: text }),
])
