import { z } from 'zod'
import { moment, names, text } from '../fields.ts'

const event = z.record(z.string(), z.unknown()).describe('as JSON writes it')
const verdict = z.object({
  kept: z.boolean(),
  reason: text.describe('what dropped it').exactOptional(),
  changed: z.object({ by: text, data: z.unknown() }).describe('by a filter').exactOptional(),
})
const judged = z.object({ id: text, event, verdict })

const effect = z.object({
  event,
  verdict,
  get effects() {
    return z.array(effect)
  },
})

/** Everything about one event. */
export const explanation = z.object({
  code: z.literal('explained'),
  id: text,
  event,
  verdict,
  copies: z
    .array(z.object({ source: text, received: moment, ownId: text.exactOptional() }))
    .describe('the same event, reported again'),
  notes: z.array(z.object({ plugin: text, text, at: moment })),
  effects: z.array(effect).describe('events it led to'),
  judges: names.describe('plugins whose filters were asked').exactOptional(),
  hearers: names.describe('plugins that received it').exactOptional(),
  rules: z
    .array(
      z.object({ plugin: text, rule: text, why: text, outcome: z.enum(['match', 'no match']) }),
    )
    .exactOptional(),
  consumers: z
    .array(
      z.object({
        consumer: text,
        state: z
          .enum(['past', 'waiting', 'parked', 'not_taken'])
          .describe('past: it has had it, unless the consumer is newer than the event'),
        why: text.exactOptional(),
      }),
    )
    .exactOptional(),
  not_known: text.describe('why nobody can tell who looked at it').exactOptional(),
  silent: names.describe('plugins that received it and left neither a note nor an answer'),
})

/** Everything about one event, or the events that may have been meant. */
export const explained = z.discriminatedUnion('code', [
  explanation,
  z
    .object({ code: z.literal('held'), id: text, event })
    .describe('it arrived before every plugin had started; the next start filters it'),
  z
    .object({ code: z.literal('recent'), events: z.array(judged) })
    .describe('the latest events, because no id was given'),
  z
    .object({ code: z.literal('alike'), events: z.array(judged) })
    .describe('several ids contain this; the newest are listed'),
  z
    .object({ code: z.literal('unknown'), id: text, nearest: names })
    .describe('no event has this id'),
])

/** The same as JSON. */
export type Explained = z.output<typeof explained>

/** Everything about one event, as JSON. */
export type Explanation = z.output<typeof explanation>

/** An event with its verdict, as JSON. */
export type Judged = z.output<typeof judged>
