import { z } from 'zod'
import { detail, hidden, leftOut, more, told } from '../line.ts'
import { inSession, session } from '../session.ts'
import { readingTool } from '../tool.ts'

const LIMIT = 30
const MOST = 200

export const events = readingTool({
  title: 'Events',
  description:
    'What happened, newest first: follows, subs, gifts, raids, cheers, tips, redemptions, moderation, titles; what failed (plugin.failed, source.disconnected); chat. schema lists the types.',
  input: z.strictObject({
    types: z.array(z.string()).describe('such as channel.raided; default all').default([]),
    platform: z.string().optional(),
    user: z.string().describe('only about this viewer').optional(),
    session,
    since: z.string().describe('7d, 2h or an ISO time').optional(),
    until: z.string().optional(),
    oldest: z.boolean().describe('oldest first').optional(),
    limit: z.int().min(1).max(MOST).default(LIMIT),
    cursor: z.string().describe('from the last answer').optional(),
    ...more,
    detail,
  }),
  output: z.object({
    events: z.array(z.looseObject({})),
    cursor: z.string().exactOptional(),
    hidden,
  }),
  view: async ({ detail, dropped, session, ...wanted }, ask) => {
    const asked = { ...wanted, ...(await inSession(session, ask)), all: dropped }
    const { events, cursor, more, hidden } = await ask('events', asked)
    return {
      events: events.map(one => told(one, detail)),
      ...(more && cursor !== undefined && { cursor }),
      ...leftOut(hidden),
    }
  },
})
