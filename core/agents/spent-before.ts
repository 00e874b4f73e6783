import type { Journal, JournalRow } from '../journal/port.ts'
import { DAY_MS, type Spent } from './budget.ts'

// As much as the largest budget of a stream allows to all agents together: plugins/mcp/index.ts.
const MOST = 20_000

/**
 * What agents did in earlier runs, as far as it counts for a budget now.
 * @param session the stream that is running
 */
export async function spentBefore(
  journal: Journal,
  session: string | undefined,
): Promise<readonly Spent[]> {
  const spans = [
    { since: new Date(Date.now() - DAY_MS) },
    ...(session === undefined ? [] : [{ session }]),
  ]
  const rows = new Map<string, JournalRow>()
  for (const span of spans)
    for (const row of await journal.query({ ...span, types: TYPES, newest: true, limit: MOST }))
      rows.set(row.event.id, row)
  const spent: Spent[] = []
  for (const { event } of rows.values()) {
    const { received, session } = event
    const told = { at: received.getTime(), session }
    const count = (agent: string | undefined, lines = 1) =>
      spent.push(...Array.from({ length: lines }, () => ({ agent, ...told })))
    if (event.type === 'agent.requested') count(event.data.agent, event.data.lines)
    if (event.type !== 'operation.requested' || event.data.kind !== 'agent') continue
    const cause = event.cause === undefined ? undefined : await journal.find(event.cause)
    // What was approved was counted when it was asked for.
    if (cause?.row.event.type === 'agent.requested') continue
    const call = cause?.row.event
    count(call?.type === 'agent.called' ? call.data.agent : undefined, event.data.lines)
  }
  return spent.toSorted((a, b) => a.at - b.at)
}

const TYPES = ['agent.requested', 'operation.requested'] as const
