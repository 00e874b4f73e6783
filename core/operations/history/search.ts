import { z } from 'zod'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal, JournalQuery } from '../../journal/port.ts'
import { count, limit, moment, names, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { hasRoom, NO_ROOM, received } from '../time.ts'
import { keptEvent } from './events.ts'

// Maximum count if only excluded messages match.
const MAX_HINTED = 1_000

const input = z
  .strictObject({
    words: names
      .refine(
        words => /[\p{L}\p{N}]/u.test(words.join(' ')),
        'holds nothing to search for: write a word with letters or digits',
      )
      .describe("words in the text or in the author's name"),
    ...received,
    channel: text.describe('only this channel').optional(),
    limit: limit(50, 10_000),
    tests: z.boolean().describe('include test messages').default(false),
    all: z.boolean().describe('include dropped messages, each with its verdict').default(false),
  })
  .refine(hasRoom, NO_ROOM)

type Wanted = z.output<typeof input>

const found = keptEvent.extend({
  verdict: z
    .looseObject({ kept: z.boolean(), reason: text.optional() })
    .describe('if all were requested')
    .optional(),
})

const hidden = z.object({
  tests: count.describe('made up'),
  dropped: count,
  both: count.describe('test and dropped messages'),
})

export const search = operation({
  description: 'find stored chat messages that contain all the words, newest first',
  input,
  output: z.object({
    events: z.array(found),
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
        ...(all && { verdict: { ...row.verdict } }),
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
