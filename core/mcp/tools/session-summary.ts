import { z } from 'zod'
import { hidden } from '../line.ts'
import { inSession, outsideStreams, session } from '../session.ts'
import { supportersOf } from '../supporters.ts'
import { readingTool } from '../tool.ts'

// A curve a model can read at a glance.
const MOST_POINTS = 24
const MINUTE_MS = 60_000

export const sessionSummary = readingTool({
  title: 'Summary of a stream',
  description:
    'A stream in figures: begin, end, titles, messages, chatters, follows, subs, gifts, bits, tips, raids, the liveliest minute, who gave most, how lively it was over time. Without session: the newest ones, in short.',
  input: z.strictObject({
    session,
    limit: z.int().min(1).max(50).describe('how many streams').default(5),
  }),
  output: z.object({
    sessions: z.array(z.looseObject({})),
    most: z.looseObject({}).exactOptional(),
    activity: z.array(z.looseObject({})).exactOptional(),
    hidden,
  }),
  view: async ({ session: wanted, limit }, ask) => {
    const { session } = await inSession(wanted, ask)
    const { sessions } = await ask('sessions', { limit, ...(session && { session }) })
    const [one] = sessions
    if (one === undefined) return { sessions, ...(await outsideStreams(ask)) }
    if (session === undefined) return { sessions }
    const end = one.end === undefined ? Date.now() : Date.parse(one.end)
    const minutes = Math.ceil((end - Date.parse(one.begin)) / MINUTE_MS / MOST_POINTS)
    const { points } = await ask('activity', { session, step: Math.max(1, minutes) * 60 })
    const most = await supportersOf(session, ask)
    return { sessions, ...(most && { most }), activity: points }
  },
})
