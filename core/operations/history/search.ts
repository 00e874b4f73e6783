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
    .describe("words in the text or in the author's name")
    .refine(words => /[\p{L}\p{N}]/u.test(words.join(' ')), 'needs a word with letters or digits'),
  since: time
    .describe('received at or after this time: 2h, 2026-11-23 or 2026-11-23T19:00')
    .optional(),
  until: time.describe('received before this time').optional(),
  channel: text.describe('only this channel').optional(),
  limit: z
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .meta({ placeholder: 'count' })
    .describe(`at most this many; default ${DEFAULT_LIMIT}`)
    .default(DEFAULT_LIMIT),
  tests: z.boolean().describe('include test messages').default(false),
  all: z.boolean().describe('include dropped messages, each with its verdict').default(false),
})

type Wanted = z.output<typeof input>

const hidden = z.object({
  tests: count.describe('made up'),
  dropped: count,
  both: count.describe('test and dropped messages'),
})

export const search = operation({
  description: 'find stored chat messages that contain all the words, newest first',
  input,
  output: z.object({
    events: z.array(z.record(z.string(), z.unknown())),
    hidden: hidden
      .describe(`if nothing is found: how many would be with tests and all, at most ${MAX_HINTED}`)
      .exactOptional(),
    completeSince: moment
      .describe('older messages may be missing: they are not indexed yet')
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
