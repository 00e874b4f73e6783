import { z } from 'zod'
import { deliveredEvent } from '../../journal/history.ts'
import type { JournalQuery } from '../../journal/port.ts'
import { limit, moment, names, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { hasRoom, NO_ROOM, received } from '../time.ts'
import { keptEvent } from './events.ts'
import { hidden, hiddenOf, MAX_HINTED } from './hidden.ts'

// As long as a line of chat. Each word is looked for: of fifty thousand the journal would be at work for minutes.
const MOST_TEXT = 500

const input = z
  .strictObject({
    words: names
      .refine(
        words => /[\p{L}\p{N}]/u.test(words.join(' ')),
        'holds nothing to search for: write a word with letters or digits',
      )
      .refine(
        words => words.join(' ').length <= MOST_TEXT,
        `is longer than ${MOST_TEXT} characters: write fewer words`,
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
    const query = queryOf(wanted)
    const rows = await journal.search(words.join(' '), query)
    return {
      events: rows.map(row => ({
        ...deliveredEvent(row),
        ...(all && { verdict: { ...row.verdict } }),
      })),
      ...(rows.length === 0 && {
        hidden: await hiddenOf(wanted, more =>
          journal.search(words.join(' '), { ...query, ...more }),
        ),
      }),
      ...(rows.completeSince && { completeSince: rows.completeSince }),
    }
  },
})

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
