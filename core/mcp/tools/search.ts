import { z } from 'zod'
import { detail, told } from '../line.ts'
import { readingTool } from '../tool.ts'

const LIMIT = 20
const MOST = 100

export const search = readingTool({
  title: 'Search chat',
  description: 'Find chat messages, ever kept, that contain all these words; newest first.',
  input: z.strictObject({
    words: z.string().min(1).describe('words of the text or of the name of who wrote it'),
    since: z.string().describe('7d, 2h or an ISO time').optional(),
    until: z.string().optional(),
    channel: z.string().optional(),
    limit: z.int().min(1).max(MOST).default(LIMIT),
    tests: z.boolean().describe('also simulated ones').default(false),
    detail,
  }),
  output: z.object({
    lines: z.array(z.looseObject({})),
    completeSince: z.string().describe('older messages may be missing').exactOptional(),
  }),
  view: async ({ words, detail, ...wanted }, ask) => {
    const { events, completeSince } = await ask('search', { ...wanted, words: [words] })
    return {
      lines: events.map(one => told(one, detail)),
      ...(completeSince !== undefined && { completeSince }),
    }
  },
})
