import { z } from 'zod'
import { more } from '../line.ts'
import { readingTool } from '../tool.ts'

const LINES = 20
const MOST = 200

export const userHistory = readingTool({
  title: 'History of a viewer',
  description:
    'What is known of a viewer: first and last seen, names, roles, messages, gifts, moderation, last lines.',
  input: z.strictObject({
    user: z.string().min(1).describe("login, display name or the platform's id"),
    platform: z.string().optional(),
    lines: z.int().min(0).max(MOST).describe('how many last messages').default(LINES),
    tests: more.tests,
  }),
  output: z.object({
    viewers: z.array(z.looseObject({})),
  }),
  view: async (wanted, ask) => {
    const { viewers } = await ask('viewer', wanted)
    return { viewers }
  },
})
