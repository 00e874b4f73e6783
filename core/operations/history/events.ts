import { z } from 'zod'
import { envelopeSchema } from '../../events/envelope.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { JournalQuery } from '../../journal/port.ts'
import { moment, name, names, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { time } from '../time.ts'
import { cursor, cursorOf } from './cursor.ts'
import { keptTypes } from './kept-types.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 10_000

const input = z
  .strictObject({
    types: names.describe('only of these types').default([]),
    platform: name.describe('of this platform only').optional(),
    channel: name.describe('of this channel only').optional(),
    user: name
      .describe("that tell of this one: a login, a name shown, the platform's id")
      .optional(),
    session: name.describe('of this stream only: 2026-11-23T19:04Z').optional(),
    since: time.describe('received at or after: 2h, 2026-11-23 or 2026-11-23T19:00').optional(),
    until: time.describe('received before').optional(),
    oldest: z.boolean().describe('oldest first; default newest first').optional(),
    limit: z
      .int()
      .min(1)
      .max(MAX_LIMIT)
      .meta({ placeholder: 'count' })
      .describe(`so many at most; default ${DEFAULT_LIMIT}, at most ${MAX_LIMIT}`)
      .default(DEFAULT_LIMIT),
    cursor: cursor.describe('goes on behind an answer that ended with it').optional(),
    tests: z.boolean().describe('made-up ones too').default(false),
    all: z.boolean().describe('dropped ones too, each with its verdict').default(false),
  })
  .refine(({ since, until }) => since === undefined || until === undefined || since < until, {
    path: ['since'],
    message: 'lies not before until, so nothing can lie between them; 2h is two hours ago',
  })
  .refine(({ oldest, cursor: at }) => at === undefined || (oldest ?? at.oldest) === at.oldest, {
    path: ['cursor'],
    message: 'goes the other way; ask as you did for the answer it is from',
  })

const keptEvent = envelopeSchema.extend({
  time: moment,
  received: moment,
  verdict: z
    .looseObject({ reason: text.optional() })
    .describe('where all were asked for')
    .optional(),
})

const output = z.object({
  events: z.array(keptEvent),
  cursor: text
    .describe('goes on behind the last of them, also to what comes later; absent before the first')
    .exactOptional(),
  completeSince: moment
    .describe('of one user: older ones may be missing, the instance has not counted them yet')
    .exactOptional(),
  more: z.boolean().describe('there are more behind it by now'),
})

/** A page of what was kept, as JSON. */
export type EventsPage = z.output<typeof output>

export const events = operation({
  description: 'kept events, newest first, page by page',
  input,
  output,
  kind: 'read',
  needs: 'journal',
  run: async (wanted, { journal }) => {
    const { limit, all, cursor: from } = wanted
    const oldest = wanted.oldest ?? from?.oldest ?? false
    const types = await keptTypes(journal, wanted.types)
    const query = { ...queryOf(wanted), newest: !oldest, ...(types.length > 0 && { types }) }
    const rows = await journal.query({ ...query, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const position = page.at(-1)?.position ?? from?.position
    return {
      events: page.map(row => {
        return { ...deliveredEvent(row), ...(all && { verdict: { ...row.verdict } }) }
      }),
      ...(position !== undefined && { cursor: cursorOf({ position, oldest }) }),
      ...(rows.completeSince && { completeSince: rows.completeSince }),
      more: rows.length > limit,
    }
  },
})

function queryOf(wanted: z.output<typeof input>): JournalQuery {
  const { platform, channel, user, session, since, until, cursor: from, tests, all } = wanted
  return {
    tests,
    dropped: all,
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && { channel }),
    ...(user !== undefined && { user }),
    ...(session !== undefined && { session }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(from !== undefined && { after: from.position }),
  }
}
