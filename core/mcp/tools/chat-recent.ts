import { z } from 'zod'
import { detail, told } from '../line.ts'
import { readingTool } from '../tool.ts'

const LIMIT = 50
const MOST = 200

export const chatRecent = readingTool({
  title: 'Recent chat',
  description: 'The latest chat messages of all platforms, oldest first. Page back with cursor.',
  input: z.strictObject({
    limit: z.int().min(1).max(MOST).default(LIMIT),
    platform: z.string().describe('twitch, youtube, kick, ...').optional(),
    user: z.string().describe('only this viewer').optional(),
    since: z.string().describe('30m, 2h or an ISO time').optional(),
    cursor: z.string().describe('from the last answer').optional(),
    tests: z.boolean().describe('also simulated ones').default(false),
    detail,
  }),
  output: z.object({
    lines: z.array(z.looseObject({})),
    cursor: z.string().describe('absent at the end').exactOptional(),
  }),
  view: async ({ detail, ...wanted }, ask) => {
    const { events, cursor, more } = await ask('events', { ...wanted, types: ['chat.message'] })
    return {
      lines: events.map(one => told(one, detail)).toReversed(),
      ...(more && cursor !== undefined && { cursor }),
    }
  },
})
