import { z } from 'zod'
import { unlessAborted } from '../../async.ts'
import { PrometheanError } from '../../errors.ts'
import { isApprovalId } from '../../ports/approvals/approval-ids.ts'
import { decidedBefore } from '../../ports/approvals/decided-approvals.ts'
import { cameOf } from '../../ports/came.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import { moment, name, pending, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { keptOutcome } from './kept-requests.ts'

const WHICH = 'its id or number, as promethean approvals prints them: alfa or 1'

const which = z
  .union([z.number(), z.string()])
  .refine(
    one => (typeof one === 'string' ? isApprovalId(one) : Number.isSafeInteger(one) && one > 0),
    'must be an id or a number that promethean approvals lists, such as alfa or 1',
  )
  .describe(WHICH)

const came = z.object({
  status: z.enum(['done', 'not_done', 'under_way']).describe('under_way: not known within 25 s'),
  why: text.describe('why it was not done').exactOptional(),
  result: z.record(z.string(), z.unknown()).describe('what the operation returned').exactOptional(),
})

const output = z.object({
  decided: pending,
  left: z.array(pending),
  came: came.describe('what came of an act of an agent that was approved').exactOptional(),
})

export const approvals = operation({
  description:
    'list what needs your approval, titles, answers and acts of agents: who asks, why, and all that would be sent',
  input: z.strictObject({}),
  output: z.array(pending),
  kind: 'read',
  needs: 'instance',
  run: async (_, { instance: { runtime } }) => runtime.approvals.waiting,
})

const MOST_WAIT_S = 30
// An act may take 20 s: core/runtime/acting.ts.
const CAME_MS = 25_000

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
      (await unlessAborted(runtime.approvals.outcome(id, wait * 1_000, signal), signal)) ??
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

// What was decided in this run is known to the approvals themselves; the journal knows ids alone.
async function requireUndecided(
  { approvals, journal }: Pick<Runtime, 'approvals' | 'journal'>,
  which: string | number | undefined,
): Promise<void> {
  if (typeof which !== 'string' || (await approvals.outcome(which, 0)) !== undefined) return
  const kept = await keptOutcome(journal, which)
  if (kept === undefined || kept.status === 'waiting') return
  throw decidedBefore(which, {
    decision: kept.status,
    ...(kept.by !== undefined && { by: kept.by }),
  })
}

export const approve = operation({
  description: 'approve a pending title, answer or act of an agent',
  input: z
    .strictObject({
      which: which
        .describe(`${WHICH}; by default the oldest, unless one of them is an act of an agent`)
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
  run: async ({ drop, which, text }, { instance: { runtime }, caller, signal }) => {
    const { approvals } = runtime
    await requireUndecided(runtime, which)
    const decided =
      text === undefined
        ? approvals.decide(drop ? 'dropped' : 'approved', which, caller.name)
        : approvals.approveAs(text, which, caller.name)
    const left = approvals.waiting
    // What a plugin makes of it is its own business.
    if (drop || decided.agent === undefined) return { decided, left }
    const outcome = await unlessAborted(approvals.outcome(decided.id, CAME_MS, signal), signal)
    return { decided, left: approvals.waiting, came: cameOf(outcome) }
  },
})

export const drop = operation({
  description: 'drop a pending title, answer or act of an agent',
  input: z.strictObject({ which }),
  output,
  kind: 'act',
  needs: 'instance',
  run: async ({ which }, { instance: { runtime }, caller }) => {
    await requireUndecided(runtime, which)
    const decided = runtime.approvals.decide('dropped', which, caller.name)
    return { decided, left: runtime.approvals.waiting }
  },
})
