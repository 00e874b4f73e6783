import { z } from 'zod'
import { actingTool } from '../tool.ts'

export const titleSet = actingTool({
  title: 'Set the title',
  description: 'Set the title of the stream.',
  input: z.strictObject({ text: z.string().min(1).max(500) }),
  acts: ['title'],
  wish: input => ({ operation: 'title', input }),
})
