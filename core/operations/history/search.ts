import { z } from 'zod'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal, JournalQuery } from '../../journal/port.ts'
import { count, moment, names, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { time } from '../time.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 10_000
// Counted at most where only lines match that were not asked for.
const MAX_HINTED = 1_000

const input = z.strictObject({
  words: names
    .describe('in the text or in the name of who wrote it')
    .refine(words => /[\p{L}\p{N}]/u.test(words.join(' ')), 'needs a word with letters or digits'),
  since: time.describe('received at or after: 2h, 2026-11-23 or 2026-11-23T19:00').optional(),
  until: time.describe('received before').optional(),
  channel: text.describe('of this channel only').optional(),
  limit: z
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .meta({ placeholder: 'count' })
    .describe(`so many at most; default ${DEFAULT_LIMIT}`)
    .default(DEFAULT_LIMIT),
  tests: z.boolean().describe('made-up lines too').default(false),
  all: z.boolean().describe('dropped ones too, each with what dropped it').default(false),
})

type Wanted = z.output<typeof input>

const hidden = z.object({
  tests: count.describe('made up'),
  dropped: count,
  both: count.describe('made up and dropped'),
})

export const search = operation({
  description: 'kept lines of chat that hold all the words, newest first',
  input,
  output: z.object({
    events: z.array(z.record(z.string(), z.unknown())),
    hidden: hidden
      .describe(`where nothing is found: what would be with tests and all, ${MAX_HINTED} at most`)
      .exactOptional(),
    completeSince: moment
      .describe('not all could be looked through: from then on none is missing')
      .exactOptional(),
  }),
  kind: 'read',
  needs: 'journal',
  run: async (wanted, { journal }) => {
    const { words, all } = wanted
    const rows = await journal.search(words.join(' '), queryOf(wanted))
    return {
      events: rows.map(row => ({
        ...deliveredEvent(row),
        ...(all && { verdict: row.verdict }),
      })),
      ...(rows.length === 0 && { hidden: await hiddenOf(journal, wanted) }),
      ...(rows.completeSince && { completeSince: rows.completeSince }),
    }
  },
})

async function hiddenOf(journal: Journal, wanted: Wanted): Promise<z.output<typeof hidden>> {
  const query = { ...queryOf(wanted), tests: true, dropped: true, limit: MAX_HINTED }
  const others = (await journal.search(wanted.words.join(' '), query)).map(
    ({ event, verdict }) => ({
      isTest: event.test === true && !wanted.tests,
      isDropped: !verdict.kept && !wanted.all,
    }),
  )
  const many = (isTest: boolean, isDropped: boolean) =>
    others.filter(one => one.isTest === isTest && one.isDropped === isDropped).length
  return { tests: many(true, false), dropped: many(false, true), both: many(true, true) }
}

function queryOf({ limit, tests, all, since, until, channel }: Wanted): JournalQuery {
  return {
    limit,
    tests,
    dropped: all,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(channel !== undefined && { channel }),
  }
}
