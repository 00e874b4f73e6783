import { z } from 'zod'
import { readingTool } from '../tool.ts'

// A curve a model can read at a glance.
const MOST_POINTS = 24
const MINUTE_MS = 60_000

export const sessionSummary = readingTool({
  title: 'Summary of a stream',
  description:
    'A stream in figures: begin, end, titles, messages, chatters, follows, subs, gifts, bits, tips, raids, the liveliest minute, and how lively it was over time. Without session: the newest ones, in short.',
  input: z.strictObject({
    session: z.string().describe('2026-11-23T19:04Z').optional(),
    limit: z.int().min(1).max(50).describe('how many streams').default(5),
  }),
  output: z.object({
    sessions: z.array(z.looseObject({})),
    activity: z.array(z.looseObject({})).describe('with session').exactOptional(),
  }),
  view: async ({ session, limit }, ask) => {
    const { sessions } = await ask('sessions', { limit, ...(session && { session }) })
    const [one] = sessions
    if (session === undefined || one === undefined) return { sessions }
    const end = one.end === undefined ? Date.now() : Date.parse(one.end)
    const minutes = Math.ceil((end - Date.parse(one.begin)) / MINUTE_MS / MOST_POINTS)
    const { points } = await ask('activity', { session, step: Math.max(1, minutes) * 60 })
    return { sessions, activity: points }
  },
})
