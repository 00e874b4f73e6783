import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import { name, pending } from '../fields.ts'
import { operation } from '../operation.ts'

const which = z.union([z.int().min(1), name]).describe('its id, or its number in the list, from 1')

const output = z.object({ decided: pending, left: z.array(pending) })

export const approvals = operation({
  description: 'list pending titles and answers: who asks, and why',
  input: z.strictObject({}),
  output: z.array(pending),
  kind: 'read',
  needs: 'instance',
  run: async (_, { instance: { runtime } }) => runtime.approvals.waiting,
})

export const approve = operation({
  description: 'approve (or drop) a pending title or answer',
  input: z.strictObject({
    drop: z.boolean().describe('drop it instead').default(false),
    which: which
      .describe('its id or its number in the list, from 1; default the oldest')
      .optional(),
    text: name.describe('approve it with this text instead of its own').optional(),
  }),
  output,
  kind: 'act',
  needs: 'instance',
  run: async ({ drop, which, text }, { instance: { runtime } }) => {
    const { approvals } = runtime
    if (drop && text !== undefined) throw eitherOr()
    const decided =
      text === undefined
        ? approvals.decide(drop ? 'dropped' : 'approved', which)
        : approvals.approveAs(text, which)
    return { decided, left: approvals.waiting }
  },
})

export const drop = operation({
  description: 'drop a pending title or answer',
  input: z.strictObject({ which }),
  output,
  kind: 'act',
  needs: 'instance',
  run: async ({ which }, { instance: { runtime } }) => {
    const decided = runtime.approvals.decide('dropped', which)
    return { decided, left: runtime.approvals.waiting }
  },
})

function eitherOr(): PrometheanError {
  const what = 'nothing was decided'
  const why = 'what is dropped needs no other text'
  return new PrometheanError('runtime', { what, why, advice: 'leave drop or text out' })
}
