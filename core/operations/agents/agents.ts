import { z } from 'zod'
import { name, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { agentName } from './agent-name.ts'
import type { ToolAnswer } from './desk.ts'

const fields = z.record(z.string(), z.unknown())

const objectSchema = z.looseObject({ type: z.literal('object') })

const tool = z.object({
  name: text,
  title: text,
  description: text,
  inputSchema: objectSchema,
  outputSchema: objectSchema.exactOptional(),
  annotations: z.object({
    readOnlyHint: z.boolean(),
    destructiveHint: z.boolean().exactOptional(),
  }),
})

const agent = name
  .overwrite(agentName)
  .describe('name and version of the program, as it introduced itself')

const connection = name
  .describe('what the program came through, whatever name it tells: its uses are counted together')
  .optional()

const refusal = z.object({
  code: text,
  what: text,
  why: text.exactOptional(),
  advice: text.exactOptional(),
})

const answer = z.discriminatedUnion('done', [
  z.object({
    done: z.literal(true),
    value: fields,
    question: z
      .object({ approval: text, text })
      .describe("what the person at the agent's program may decide")
      .exactOptional(),
  }),
  z.object({ done: z.literal(false), refusal }),
])

const MOST_WAIT_S = 30

export const agentTools = operation({
  description: 'list the tools that agents may use now',
  input: z.strictObject({}),
  output: z.array(tool),
  kind: 'read',
  needs: 'instance',
  run: async (_, { instance: { agents } }) => agents.tools(),
})

export const agentCall = operation({
  description: 'use a tool in the name of an agent',
  input: z.strictObject({
    agent,
    connection,
    tool: text,
    input: z.unknown().describe('what the tool is called with').default({}),
    isListing: z
      .boolean()
      .describe('it fills a list that a client shows, and is no event')
      .default(false),
  }),
  output: answer,
  kind: 'act',
  isRecorded: true,
  needs: 'instance',
  run: async ({ agent, connection, ...call }, { instance: { agents }, signal, id }) =>
    told(await agents.call({ agent: { name: agent, connection }, ...call, id }, signal)),
})

export const agentAnswer = operation({
  description: "decide in the name of the person at an agent's program, where the config allows it",
  input: z.strictObject({
    agent,
    approval: name.describe('id of the request'),
    decision: z
      .enum(['approved', 'dropped'])
      .describe('by default none: only tell what became of it')
      .optional(),
    wait: z
      .int()
      .min(0)
      .max(MOST_WAIT_S)
      .describe('without a decision: how long one is waited for, in seconds')
      .default(0),
  }),
  output: answer,
  kind: 'act',
  needs: 'instance',
  isLong: true,
  run: async ({ agent, ...rest }, { instance: { agents }, signal }) =>
    told(await agents.answer({ agent: { name: agent }, ...rest }, signal)),
})

// Problems of an input are in its sentence already.
function told(answer: ToolAnswer) {
  if (answer.done) {
    const { value, question } = answer
    return { done: true as const, value: { ...value }, ...(question && { question }) }
  }
  const { code, what, why, advice } = answer.refusal
  return {
    done: false as const,
    refusal: { code, what, ...(why && { why }), ...(advice && { advice }) },
  }
}
