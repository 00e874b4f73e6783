import { z } from 'zod'
import { toldExplanation } from '../explained.ts'
import { readingTool } from '../tool.ts'

export const explain = readingTool({
  title: 'Explain an event',
  description:
    'Why something did or did not happen, such as why a message was not answered: where an event came from, what filters decided, which rules matched, what held them back, what they did.',
  input: z.strictObject({
    id: z.string().describe('the id of an event in another answer').min(1).max(500),
  }),
  output: z.object({
    explanation: z.looseObject({}),
  }),
  view: async ({ id }, ask) => ({
    explanation: toldExplanation(await ask('explain', { id })),
  }),
})
