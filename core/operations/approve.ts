import { z } from 'zod'
import { pending } from './fields.ts'
import { operation } from './operation.ts'

export const approve = operation({
  description: 'approve (or drop) a pending title or answer',
  input: z.strictObject({
    drop: z.boolean().describe('drop it instead').default(false),
    which: z
      .int()
      .min(1)
      .describe('its number where several are pending, from 1; default the oldest')
      .optional(),
  }),
  output: z.object({ decided: pending, left: z.array(pending) }),
  kind: 'act',
  needs: 'instance',
  run: async ({ drop, which }, { instance: { runtime } }) => {
    const decided = runtime.approvals.decide(drop ? 'dropped' : 'approved', which)
    return { decided, left: runtime.approvals.waiting }
  },
})
