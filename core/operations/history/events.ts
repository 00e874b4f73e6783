import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import { envelopeSchema } from '../../events/envelope.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal, JournalQuery } from '../../journal/port.ts'
import { limit, moment, name, names, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { hasRoom, NO_ROOM, received } from '../time.ts'
import { cursor, cursorOf, type PageEnd } from './cursor.ts'
import { type Hidden, hidden, hiddenOf, isSomeHidden, MAX_HINTED } from './hidden.ts'
import { keptTypes } from './kept-types.ts'

const input = z
  .strictObject({
    types: names.describe('only these types').default([]),
    platform: name.describe('only this platform').optional(),
    channel: name.describe('only this channel').optional(),
    user: name
      .describe("only events about this user: a login, a display name, the platform's id")
      .optional(),
    session: name.describe('only this stream: 2026-11-23T19:04Z').optional(),
    ...received,
    oldest: z.boolean().describe('oldest first; by default the newest first').optional(),
    limit: limit(50, 10_000),
    cursor: cursor.describe('continue after the answer that ended with this cursor').optional(),
    after: name
      .meta({ placeholder: 'id' })
      .describe('only events behind the one with this id, oldest first')
      .optional(),
    tests: z.boolean().describe('include test events').default(false),
    all: z.boolean().describe('include dropped events, each with its verdict').default(false),
  })
  .refine(hasRoom, NO_ROOM)
  .refine(({ oldest, cursor: at }) => at === undefined || (oldest ?? at.oldest) === at.oldest, {
    path: ['cursor'],
    message: 'belongs to the other direction: repeat the request it came from',
  })
  .refine(({ after, cursor: at }) => after === undefined || at === undefined, {
    path: ['after'],
    message: 'and {cursor} exclude each other: the cursor goes on by itself',
  })
  .refine(({ after, oldest }) => after === undefined || oldest !== false, {
    path: ['after'],
    message: 'goes forwards only: leave out {oldest}',
  })

/** An event of the journal, as JSON. */
export const keptEvent = envelopeSchema.extend({
  time: moment,
  received: moment,
  verdict: z
    .looseObject({ reason: text.optional() })
    .describe('with all: what the filters decided')
    .optional(),
})

const output = z.object({
  events: z.array(keptEvent),
  cursor: text
    .describe('continues after the last event, also to later ones; absent before the first event')
    .exactOptional(),
  completeSince: moment
    .describe('with user: older events may be missing, they are not indexed yet')
    .exactOptional(),
  more: z.boolean().describe('there are more events now'),
  hidden: hidden
    .describe(`if nothing is found: how many would be with tests and all, at most ${MAX_HINTED}`)
    .exactOptional(),
})

/** A page of stored events, as JSON. */
export type EventsPage = z.output<typeof output>

export const events = operation({
  description: 'print kept events, newest first, page by page',
  input,
  output,
  kind: 'read',
  needs: 'journal',
  run: async (wanted, { journal }) => {
    const { limit, all } = wanted
    const from = wanted.cursor ?? (await behind(journal, wanted.after))
    const oldest = wanted.oldest ?? from?.oldest ?? false
    const types = await keptTypes(journal, wanted.types)
    const query = { ...queryOf(wanted, from), newest: !oldest, ...(types.length > 0 && { types }) }
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
      ...(rows.length === 0 && from === undefined && (await leftOut(journal, wanted, query))),
    }
  },
})

async function behind(journal: Journal, id: string | undefined): Promise<PageEnd | undefined> {
  if (id === undefined) return undefined
  const found = await journal.find(id)
  if (found !== undefined) return { position: found.row.position, oldest: true }
  throw new PrometheanError('not_found', {
    what: `cannot continue after the event ${id}`,
    why: 'the journal has none with this id, or not any more',
    advice: 'ask for a time instead, with since',
  })
}

// Only without a cursor: who follows with one asks often.
async function leftOut(
  journal: Journal,
  wanted: z.output<typeof input>,
  query: JournalQuery,
): Promise<{ readonly hidden?: Hidden }> {
  const found = await hiddenOf(wanted, more => journal.query({ ...query, ...more }))
  return isSomeHidden(found) ? { hidden: found } : {}
}

function queryOf(wanted: z.output<typeof input>, from: PageEnd | undefined): JournalQuery {
  const { platform, channel, user, session, since, until, tests, all } = wanted
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
