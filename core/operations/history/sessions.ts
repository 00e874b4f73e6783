import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import { completeUntil, count, limit, moment, name, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { hasRoom, NO_ROOM, since, time } from '../time.ts'
import { isBehind } from './behind.ts'

/** The totals of one stream. */
export const sessionFound = z.object({
  session: text.describe('its id: the UTC minute it started'),
  begin: moment,
  end: moment.describe('when it ended; absent while it runs').exactOptional(),
  titles: z.array(z.object({ title: text, at: moment })),
  lines: count.describe("chat messages, without the runtime's own"),
  chatters: count.describe('number of users who wrote'),
  follows: count,
  subs: count.describe('new and renewed subscriptions, without gifts'),
  gifts: count.describe('subscriptions given away'),
  bits: count,
  tips: z.array(z.object({ currency: text, count, amount: z.number() })),
  raids: count,
  raiders: count.describe('viewers that raids brought'),
  peak: z
    .object({ lines: count, at: moment })
    .describe('the minute with the most lines')
    .exactOptional(),
})

const output = z.object({
  sessions: z.array(sessionFound),
  more: z.boolean().describe('there are older ones'),
  completeUntil,
})

/** What there was in streams, as JSON. */
export type SessionsFound = z.output<typeof output>

export const sessions = operation({
  description:
    'list each stream: time, titles, messages, chatters, follows, subs, gifts, bits, tips, raids',
  input: z
    .strictObject({
      session: name.describe('only this stream: 2026-11-23T19:04Z').optional(),
      since: since
        .describe(
          'only streams with events at or after this time: 30d, 2026-11-23 or 2026-11-23T19:00',
        )
        .optional(),
      until: time.describe('only streams with events before this time').optional(),
      limit: limit(20, 1_000).describe('at most this many, the newest'),
    })
    .refine(hasRoom, NO_ROOM),
  output,
  kind: 'read',
  needs: 'journal',
  run: async ({ session: wanted, since, until, limit }, { journal }) => {
    const found = await journal.sessions({
      limit: limit + 1,
      ...(wanted !== undefined && { session: wanted }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
    })
    const { completeUntil } = found
    if (wanted !== undefined && found.length === 0 && !isBehind(completeUntil))
      throw unknownSession(wanted)
    return {
      sessions: found.slice(0, limit),
      more: found.length > limit,
      ...(completeUntil && { completeUntil }),
    }
  },
})

export function unknownSession(wanted: string): PrometheanError {
  return new PrometheanError('not_found', {
    what: `the journal has no stream ${wanted}`,
    why: 'a stream is named by the UTC minute it opened, and test events start none',
    advice: 'promethean sessions lists them',
  })
}
