import type { Event } from '../../events/event.ts'
import type { EventType } from '../../events/vocabulary.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal } from '../../journal/port.ts'
import type { ApprovalOutcome } from '../../ports/approvals/decided-approvals.ts'

// Twice as long as a request may wait: also what was decided at the last moment is known.
const LOOK_BACK_MS = 48 * 60 * 60_000
const MOST = 1_000

/** What an agent asked for and what became of it, as the journal has it. */
export interface KeptRequest {
  readonly asked: Event<'agent.requested'>
  /** Absent while it waits. */
  readonly decided?: Event<'agent.decided'>
  /** Why it was not done although it was approved, if so. */
  readonly failed?: string
}

/** What agents asked for within the last 48 hours, oldest first. */
export async function keptRequests(journal: Journal): Promise<readonly KeptRequest[]> {
  const decided = new Map<string | undefined, Event<'agent.decided'>>()
  const failed = new Map<string | undefined, string>()
  for (const one of await kept(journal, 'agent.decided'))
    if (one.type === 'agent.decided') decided.set(one.cause, one)
  for (const one of await kept(journal, 'agent.failed'))
    if (one.type === 'agent.failed') failed.set(one.cause, one.data.why)
  const requests = await kept(journal, 'agent.requested')
  return requests
    .filter(one => one.type === 'agent.requested')
    .map(asked => {
      const decision = decided.get(asked.id)
      const why = failed.get(asked.id)
      return {
        asked,
        ...(decision !== undefined && { decided: decision }),
        ...(why !== undefined && { failed: why }),
      }
    })
}

/** The id of the operation that a request led to; undefined if it was not begun. */
export async function begunBy(journal: Journal, { id }: Event): Promise<string | undefined> {
  const effects = await journal.effects(id)
  return effects.find(({ event }) => event.type === 'operation.requested')?.event.id
}

/** What became of a request of an earlier run; undefined if none had this id lately. */
export async function keptOutcome(
  journal: Journal,
  approval: string,
): Promise<ApprovalOutcome | undefined> {
  const meant = ({ asked }: KeptRequest) => asked.data.approval === approval.toLowerCase()
  const found = (await keptRequests(journal)).findLast(meant)
  if (found === undefined) return undefined
  // During a stop it is with nobody, and after the restart it waits on.
  if (found.decided === undefined) return waitingOn(found)
  const { by, decision: status } = found.decided.data
  const told = { id: found.asked.data.approval, status, ...(by !== undefined && { by }) }
  if (status !== 'approved') return told
  if (found.failed !== undefined) return { ...told, result: { error: found.failed } }
  const id = await begunBy(journal, found.asked)
  // What the operation returned is nowhere stored.
  return {
    ...told,
    ...(id !== undefined && { result: { id, note: 'explain tells what came of it' } }),
  }
}

function waitingOn({ asked: { data } }: KeptRequest): ApprovalOutcome {
  const until = new Date(data.until)
  const status = until.getTime() > Date.now() ? 'waiting' : 'expired'
  return { id: data.approval, status, ...(status === 'waiting' && { until }) }
}

async function kept(journal: Journal, type: EventType): Promise<readonly Event[]> {
  const since = new Date(Date.now() - LOOK_BACK_MS)
  const rows = await journal.query({ types: [type], since, newest: true, limit: MOST })
  return rows.map(row => deliveredEvent(row)).toReversed()
}
