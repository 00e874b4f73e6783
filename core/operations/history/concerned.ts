import { z } from 'zod'
import { deliveredEvent } from '../../journal/history.ts'
import { name, names, text } from '../fields.ts'
import { operation } from '../operation.ts'

export const concerned = operation({
  description:
    'show which plugins an event concerns and what their rules decide about it; explain shows this too',
  input: z.strictObject({ id: name }),
  output: z
    .object({
      judges: names,
      hearers: names,
      rules: z.array(z.object({ plugin: text, rule: text, fits: z.boolean(), why: text })),
      takers: z.array(z.object({ consumer: text, types: names.optional(), tests: z.boolean() })),
    })
    .nullable(),
  kind: 'read',
  needs: 'instance',
  run: async ({ id }, { instance: { runtime } }) => {
    const found = await runtime.journal.find(id)
    return found === undefined ? null : runtime.concerned(deliveredEvent(found.row))
  },
})
