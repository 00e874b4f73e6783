import type { Event } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { EventHistory, EventQuery } from '../plugin/ports/runtime.ts'
import type { Journal, JournalRow, Position } from './port.ts'

const PAGE = 500

/** The history for plugins: kept events, as they were delivered. */
export function createHistory(journal: Journal): EventHistory {
  return {
    query: async query => delivered(await journal.query(query)),
    search: async (words, query = {}) => {
      const rows = await journal.search(words, query)
      const { completeSince } = rows
      return Object.assign(delivered<'chat.message'>(rows), {
        ...(completeSince && { completeSince }),
      })
    },
    find: async ids => {
      const rows = await journal.rowsOf(ids)
      return delivered(rows.filter(({ event, verdict }) => verdict.kept && !event.test))
    },
    stream: query => stream(journal, query),
  }
}

/** The event of a stored row as plugins get it: with a filter's change, and then without `raw`. */
export function deliveredEvent({ event, verdict }: JournalRow): Event {
  if (!verdict.kept || !verdict.changed) return event
  const { raw: _raw, ...rest } = event
  // The filter changed data of this event's own type.
  return { ...rest, data: verdict.changed.data } as Event
}

async function* stream<T extends EventType>(
  journal: Journal,
  query: EventQuery<T>,
): AsyncGenerator<Event<T>> {
  let left = query.limit ?? Number.POSITIVE_INFINITY
  let after: Position | undefined
  while (left > 0) {
    const limit = Math.min(PAGE, left)
    const rows = await journal.query({ ...query, limit, ...(after !== undefined && { after }) })
    yield* delivered<T>(rows)
    after = rows.at(-1)?.position
    left = rows.length < limit ? 0 : left - rows.length
  }
}

function delivered<T extends EventType>(rows: readonly JournalRow[]): readonly Event<T>[] {
  // The journal returns only the requested types.
  return rows.map(deliveredEvent) as Event<T>[]
}
