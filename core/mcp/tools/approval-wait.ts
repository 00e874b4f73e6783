import { z } from 'zod'
import { readingTool } from '../tool.ts'

const MOST_S = 30

export const approvalWait = readingTool({
  title: 'Wait for an approval',
  description:
    'What the streamer decided about an act whose status is waiting, and what came of it.',
  input: z.strictObject({
    approval: z.string().min(1),
    wait: z.int().min(0).max(MOST_S).describe('seconds').default(MOST_S),
  }),
  output: z.object({
    status: z.enum(['waiting', 'approved', 'dropped', 'expired']),
    result: z.looseObject({}).exactOptional(),
  }),
  quotesViewers: false,
  isForActs: true,
  view: async ({ approval, wait }, ask) => {
    const { id, ...told } = await ask('approval', { id: approval, wait })
    return { approval: id, ...told }
  },
})
