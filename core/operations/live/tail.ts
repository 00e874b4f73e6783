import { z } from 'zod'
import { envelopeSchema } from '../../events/envelope.ts'
import { configOf } from '../config/config-of.ts'
import { requireTypes } from '../config/known-types.ts'
import { count, names, text } from '../fields.ts'
import { streamOperation } from '../operation.ts'

export const tail = streamOperation({
  description: 'print the events of the running instance as they arrive',
  input: z.strictObject({
    types: names.describe('only these types').default([]),
    all: z.boolean().describe('include dropped events, each with its verdict').default(false),
  }),
  output: z.union([
    z.object({ code: z.literal('skipped'), events: count }),
    envelopeSchema.extend({ verdict: z.looseObject({ reason: text.optional() }).optional() }),
  ]),
  kind: 'read',
  needs: 'instance',
  run: (wanted, { instance: { runtime, tails }, signal }) => {
    requireTypes(configOf(runtime), wanted.types)
    return tails.listen(wanted, signal)
  },
})
