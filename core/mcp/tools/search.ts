import { z } from 'zod'
import { detail, hidden, leftOut, more, told } from '../line.ts'
import { readingTool } from '../tool.ts'

const LIMIT = 20
const MOST = 100
const FEWER = 'no message has all these words as they are written; search for one of them'

export const search = readingTool({
  title: 'Search chat',
  description: 'Find chat messages that contain all these words; newest first.',
  input: z.strictObject({
    words: z.string().min(1).describe("of the text or of its author's name"),
    since: z.string().describe('7d, 2h or an ISO time').optional(),
    until: z.string().optional(),
    channel: z.string().optional(),
    limit: z.int().min(1).max(MOST).default(LIMIT),
    ...more,
    detail,
  }),
  output: z.object({
    lines: z.array(z.looseObject({})),
    completeSince: z.string().describe('older messages may be missing').exactOptional(),
    hidden,
    advice: z.string().exactOptional(),
  }),
  view: async ({ words, detail, dropped, ...wanted }, ask) => {
    const asked = { ...wanted, words: [words], all: dropped }
    const { events, completeSince, hidden } = await ask('search', asked)
    return {
      lines: events.map(one => told(one, detail)),
      ...(completeSince !== undefined && { completeSince }),
      ...leftOut(hidden),
      ...(events.length === 0 && /\s/.test(words.trim()) && { advice: FEWER }),
    }
  },
})
