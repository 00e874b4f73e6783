import type { Journal } from '../journal/port.ts'

const STARTS = ['obs.stream.started', 'stream.online'] as const
// What begins a session is journaled just before it.
const LEAD_MS = 5_000

export interface Span {
  readonly from: Date
  readonly until: Date
}

/**
 * The time of one session, from what began it: that came before there was one, and belongs to none.
 * @returns undefined where the journal knows no such session
 */
export async function sessionSpan(journal: Journal, session: string): Promise<Span | undefined> {
  const [first] = await journal.query({ session, limit: 1 })
  const [last] = await journal.query({ session, newest: true, limit: 1 })
  if (first === undefined || last === undefined) return undefined
  const from = first.event.received
  const signs = await journal.query({
    types: STARTS,
    since: new Date(from.getTime() - LEAD_MS),
    until: justAfter(from),
    newest: true,
    limit: 10,
  })
  const began = signs.find(({ event }) => event.session === undefined)
  return { from: began?.event.received ?? from, until: justAfter(last.event.received) }
}

function justAfter(moment: Date): Date {
  return new Date(moment.getTime() + 1)
}
