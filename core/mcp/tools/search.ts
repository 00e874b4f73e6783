import { z } from 'zod'
import type { passage } from '../../operations/history/passages.ts'
import { detail, hidden, leftOut, more, told } from '../line.ts'
import { readingTool } from '../tool.ts'

type Passage = z.output<typeof passage>

const LIMIT = 20
const MOST = 100
const FEWER = 'no message has all these words as they are written; search for one of them'

export const search = readingTool({
  title: 'Search',
  description: 'Find messages that contain all these words, newest first; or moments, by meaning.',
  input: z.strictObject({
    words: z.string().min(1).describe('of text or author; by meaning: a question'),
    by: z.enum(['words', 'meaning', 'both']).default('words'),
    in: z
      .array(z.enum(['chat', 'memory', 'events']))
      .describe('memory: notes; events: titles, answers of models; default chat')
      .optional(),
    since: z.string().describe('7d, 2h or an ISO time').optional(),
    until: z.string().optional(),
    channel: z.string().optional(),
    limit: z.int().min(1).max(MOST).optional(),
    ...more,
    detail,
  }),
  output: z.object({
    lines: z.array(z.looseObject({})),
    passages: z.array(z.looseObject({})).exactOptional(),
    wordsOnly: z.string().exactOptional(),
    completeSince: z.string().exactOptional(),
    hidden,
    advice: z.string().exactOptional(),
  }),
  view: async ({ words, detail, dropped, limit, ...wanted }, ask) => {
    const most = limit ?? (wanted.by === 'words' ? LIMIT : undefined)
    const asked = { ...wanted, words: [words], all: dropped, limit: most }
    const found = await ask('search', asked)
    const { events, passages, wordsOnly, completeSince, hidden } = found
    return {
      lines: events.map(one => told(one, detail)),
      ...(passages !== undefined && {
        passages: detail === 'brief' ? passages.map(withoutIds) : passages,
      }),
      ...(wordsOnly !== undefined && { wordsOnly }),
      ...(completeSince !== undefined && { completeSince }),
      ...leftOut(hidden),
      ...(events.length === 0 &&
        passages === undefined &&
        /\s/.test(words.trim()) && { advice: FEWER }),
    }
  },
})

function withoutIds({ begin, channel, lines }: Passage) {
  return {
    at: begin,
    ...(channel !== undefined && { channel }),
    lines: lines.map(
      ({ author, text, test }) =>
        `${author === undefined ? '' : `${author}: `}${text}${test ? ' (test)' : ''}`,
    ),
  }
}
