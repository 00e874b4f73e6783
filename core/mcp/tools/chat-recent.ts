import { z } from 'zod'
import { detail, hidden, leftOut, more, told } from '../line.ts'
import { inSession, session } from '../session.ts'
import { readingTool } from '../tool.ts'

const LIMIT = 50
const MOST = 200

export const chatRecent = readingTool({
  title: 'Recent chat',
  description: 'The latest chat messages of all platforms, until now or a time, oldest first.',
  input: z.strictObject({
    limit: z.int().min(1).max(MOST).default(LIMIT),
    platform: z.string().describe('twitch, youtube, kick, ...').optional(),
    user: z.string().describe('only this viewer').optional(),
    since: z.string().describe('30m, 2h or an ISO time').optional(),
    until: z.string().optional(),
    session,
    cursor: z.string().describe('from the last answer').optional(),
    ...more,
    detail,
  }),
  output: z.object({
    lines: z.array(z.looseObject({})),
    cursor: z.string().exactOptional(),
    hidden,
  }),
  view: async ({ detail, dropped, session, ...wanted }, ask) => {
    const { events, cursor, more, hidden } = await ask('events', {
      ...{ ...wanted, ...(await inSession(session, ask)), all: dropped, types: ['chat.message'] },
    })
    return {
      lines: events.map(one => told(one, detail)).toReversed(),
      ...(more && cursor !== undefined && { cursor }),
      ...leftOut(hidden),
    }
  },
})
