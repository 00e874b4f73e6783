import type { Event } from '../events/event.ts'
import type { Journal } from '../journal/port.ts'

const STARTS = ['obs.stream.started', 'stream.online'] as const
// What begins a session is journaled just before it.
const LEAD_MS = 5_000
// Connections of other sources in between.
const LOOKED_THROUGH = 1_000

export interface Span {
  readonly from: Date
  readonly until: Date
}

/**
 * The time of one session, from what began it: that came before there was one, and belongs to none.
 * @returns undefined if the journal knows no such session
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

/**
 * The time since one of these uses, which make their events up, last connected: the last made-up stream.
 * @returns undefined if none has
 */
export async function madeUpSpan(
  journal: Journal,
  inventors: readonly string[],
  until: Date,
): Promise<Span | undefined> {
  const types = ['source.connected'] as const
  const rows = await journal.query({ types, until, newest: true, limit: LOOKED_THROUGH })
  const began = rows.find(({ event }) => inventors.includes(sourceIn(event)))
  return began && { from: began.event.received, until }
}

function sourceIn({ data }: Event): string {
  return 'source' in data && typeof data.source === 'string' ? data.source : ''
}

function justAfter(moment: Date): Date {
  return new Date(moment.getTime() + 1)
}
