import { z } from 'zod'
import { readingTool } from '../tool.ts'

export const explain = readingTool({
  title: 'Explain an event',
  description:
    'Why something did or did not happen: where an event came from, what filters decided, which plugins and rules reacted, and what they did.',
  input: z.strictObject({
    id: z.string().describe('the id of an event in another answer').min(1),
  }),
  output: z.object({
    explanation: z.looseObject({}),
  }),
  view: async ({ id }, ask) => ({ explanation: await ask('explain', { id }) }),
})
