import { z } from 'zod'
import { detail, told } from '../line.ts'
import { readingTool } from '../tool.ts'

const LIMIT = 30
const MOST = 200

export const events = readingTool({
  title: 'Events',
  description:
    'What happened on the streams, newest first: follows, subs, gifts, raids, cheers, tips, redemptions, titles and all else that is kept. schema lists the types.',
  input: z.strictObject({
    types: z.array(z.string()).describe('such as channel.raided; default all').default([]),
    platform: z.string().optional(),
    user: z.string().describe('only about this viewer').optional(),
    session: z.string().describe('only this stream: 2026-11-23T19:04Z').optional(),
    since: z.string().describe('7d, 2h or an ISO time').optional(),
    until: z.string().optional(),
    oldest: z.boolean().describe('oldest first').optional(),
    limit: z.int().min(1).max(MOST).default(LIMIT),
    cursor: z.string().describe('from the last answer').optional(),
    tests: z.boolean().describe('also simulated ones').default(false),
    detail,
  }),
  output: z.object({
    events: z.array(z.looseObject({})),
    cursor: z.string().describe('absent at the end').exactOptional(),
  }),
  view: async ({ detail, ...wanted }, ask) => {
    const { events, cursor, more } = await ask('events', wanted)
    return {
      events: events.map(one => told(one, detail)),
      ...(more && cursor !== undefined && { cursor }),
    }
  },
})
