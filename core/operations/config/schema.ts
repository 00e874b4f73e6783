import { z } from 'zod'
import { jsonSchemas } from '../../config/check/json-schemas.ts'
import { operation } from '../operation.ts'

export const schema = operation({
  description:
    'print JSON Schemas of all event types and of the documents plugins write, as one object',
  input: z.strictObject({}),
  output: z.record(z.string(), z.record(z.string(), z.unknown())),
  kind: 'read',
  needs: 'project',
  run: async (_, { config }) => jsonSchemas((await config()).uses),
})
