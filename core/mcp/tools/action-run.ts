import { z } from 'zod'
import { actingTool } from '../tool.ts'

export const actionRun = actingTool({
  title: 'Run an action',
  description: 'Run an action of Streamer.bot, by name or id.',
  input: z.strictObject({
    name: z.string().min(1).max(200),
    args: z.record(z.string(), z.unknown()).optional(),
  }),
  acts: ['action'],
  isDestructive: true,
  wish: input => ({ operation: 'action', input }),
})
