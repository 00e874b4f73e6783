import { z } from 'zod'
import { readingTool } from '../tool.ts'

export const schema = readingTool({
  title: 'Event types and documents',
  description:
    'The names of all event types and of the MongoDB documents; with name, the JSON Schema of one.',
  input: z.strictObject({ name: z.string().optional() }),
  output: z.object({
    names: z.array(z.string()).exactOptional(),
    schema: z.looseObject({}).exactOptional(),
  }),
  quotesViewers: false,
  view: async ({ name }, ask) => {
    const schemas = await ask('schema', { ...(name !== undefined && { name }) })
    const [schema] = name === undefined ? [] : Object.values(schemas)
    return schema === undefined ? { names: Object.keys(schemas) } : { schema }
  },
})
