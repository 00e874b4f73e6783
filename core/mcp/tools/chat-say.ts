import { z } from 'zod'
import { actingTool } from '../tool.ts'

export const chatSay = actingTool({
  title: 'Say something in chat',
  description: 'Send one line to chat: no links, no commands. With replyTo, to its channel.',
  input: z.strictObject({
    text: z.string().min(1).max(2_000),
    platform: z.string().describe('if several are connected').optional(),
    channel: z.string().optional(),
    replyTo: z.string().describe('id of an event').optional(),
  }),
  acts: ['say'],
  wish: input => ({ operation: 'say', input }),
})
