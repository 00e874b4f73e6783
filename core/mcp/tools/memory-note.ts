import { z } from 'zod'
import { actingTool } from '../tool.ts'

export const memoryNote = actingTool({
  title: 'Write a note',
  description: 'Note something to find it again with search.',
  input: z.strictObject({
    text: z.string().min(1).max(2_000),
    about: z.string().describe('id of an event').optional(),
  }),
  acts: ['note'],
  wish: input => ({ operation: 'note', input }),
})
