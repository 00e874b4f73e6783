import { z } from 'zod'
import { MOST_TIMEOUT_S } from '../../operations/acts/moderate.ts'
import { actingTool } from '../tool.ts'

export const moderate = actingTool({
  title: 'Moderate',
  description: 'Delete a message, time a viewer out or end that, give a streamer a shoutout.',
  input: z.strictObject({
    do: z.enum(['delete', 'timeout', 'untimeout', 'shoutout']),
    id: z.string().max(500).describe("delete: id of the message's event").optional(),
    user: z.string().max(200).describe('all others: login').optional(),
    seconds: z.int().min(1).max(MOST_TIMEOUT_S).optional(),
  }),
  acts: ['delete', 'timeout', 'untimeout', 'shoutout'],
  isDestructive: true,
  wish: ({ do: operation, ...input }) => ({ operation, input }),
})
