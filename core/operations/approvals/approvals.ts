import { z } from 'zod'
import { unlessAborted } from '../../async.ts'
import { PrometheanError } from '../../errors.ts'
import { isApprovalId } from '../../ports/approval-ids.ts'
import { moment, name, pending, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { keptOutcome } from './kept-requests.ts'

const which = z
  .union([z.number(), z.string()])
  .refine(
    one => (typeof one === 'string' ? isApprovalId(one) : Number.isSafeInteger(one) && one > 0),
    'must be an id or a number that promethean approvals lists, such as alfa or 1',
  )
  .describe('id of the pending title or answer, or its number in promethean approvals')

const output = z.object({ decided: pending, left: z.array(pending) })

export const approvals = operation({
  description: 'list pending titles and answers: who asks, and why',
  input: z.strictObject({}),
  output: z.array(pending),
  kind: 'read',
  needs: 'instance',
  run: async (_, { instance: { runtime } }) => runtime.approvals.waiting,
})

const MOST_WAIT_S = 30

export const approval = operation({
  description: 'wait until a pending request is decided, and show what came of it',
  input: z.strictObject({
    id: name.describe('id of the request'),
    wait: z.int().min(0).max(MOST_WAIT_S).describe('how long, in seconds').default(0),
  }),
  output: z.object({
    id: text,
    status: z.enum(['waiting', 'approved', 'dropped', 'expired']),
    until: moment.describe('while it waits: when it expires').exactOptional(),
    by: text.describe('who decided').exactOptional(),
    result: z
      .record(z.string(), z.unknown())
      .describe('what the operation returned, or the error')
      .exactOptional(),
  }),
  kind: 'read',
  needs: 'instance',
  isLong: true,
  run: async ({ id, wait }, { instance: { runtime }, signal }) => {
    const outcome =
      (await unlessAborted(runtime.approvals.outcome(id, wait * 1_000), signal)) ??
      (await keptOutcome(runtime.journal, id))
    if (outcome === undefined) throw unknownRequest(id)
    const { result, ...rest } = outcome
    return { ...rest, ...(result !== undefined && { result: Object(result) }) }
  },
})

function unknownRequest(id: string): PrometheanError {
  return new PrometheanError('not_found', {
    what: `nothing was pending under the id ${id}`,
    why: 'not since Promethean was started, and no agent asked for it within 48 hours',
    advice: 'events of the type agent.decided tell what became of earlier requests',
  })
}

export const approve = operation({
  description: 'approve a pending title or answer',
  input: z
    .strictObject({
      which: which
        .describe(
          'id of the pending title or answer, or its number in promethean approvals; by default the oldest',
        )
        .optional(),
      text: name.describe("use this text instead; it is checked like the plugin's own").optional(),
      drop: z.boolean().describe('drop it instead').default(false),
    })
    .refine(({ drop, text }) => !drop || text === undefined, {
      path: ['drop'],
      message: 'and {text} exclude each other: use one of them',
    }),
  output,
  kind: 'act',
  needs: 'instance',
  run: async ({ drop, which, text }, { instance: { runtime }, caller }) => {
    const { approvals } = runtime
    const decided =
      text === undefined
        ? approvals.decide(drop ? 'dropped' : 'approved', which, caller.name)
        : approvals.approveAs(text, which, caller.name)
    return { decided, left: approvals.waiting }
  },
})

export const drop = operation({
  description: 'drop a pending title or answer',
  input: z.strictObject({ which }),
  output,
  kind: 'act',
  needs: 'instance',
  run: async ({ which }, { instance: { runtime }, caller }) => {
    const decided = runtime.approvals.decide('dropped', which, caller.name)
    return { decided, left: runtime.approvals.waiting }
  },
})
