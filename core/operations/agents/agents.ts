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
  outputSchema: objectSchema,
  annotations: z.object({
    readOnlyHint: z.boolean(),
    destructiveHint: z.boolean(),
  }),
})

const refusal = z.object({
  code: text,
  what: text,
  why: text.exactOptional(),
  advice: text.exactOptional(),
})

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
    agent: name
      .overwrite(agentName)
      .describe('name and version of the program, as it introduced itself'),
    tool: name,
    input: z.unknown().describe('what the tool is called with').default({}),
  }),
  output: z.discriminatedUnion('done', [
    z.object({ done: z.literal(true), value: fields }),
    z.object({ done: z.literal(false), refusal }),
  ]),
  kind: 'act',
  needs: 'instance',
  run: async ({ agent, tool, input }, { instance: { agents }, signal }) =>
    told(await agents.call({ agent: { name: agent }, tool, input }, signal)),
})

// Problems of an input are in its sentence already.
function told(answer: ToolAnswer) {
  if (answer.done) return { done: true as const, value: { ...answer.value } }
  const { code, what, why, advice } = answer.refusal
  return {
    done: false as const,
    refusal: { code, what, ...(why && { why }), ...(advice && { advice }) },
  }
}
