import type { Event } from '../events/event.ts'
import type { Journal } from '../journal/port.ts'
import { openMemoryJournal } from '../journal/sqlite/journal.ts'
import type { EventQuery } from '../plugin/ports/runtime.ts'
import type { ReplayClock } from './clock.ts'

/**
 * The journal of a replay: writes go nowhere, state begins empty, and its history is the real one up to
 * the moment the clock shows.
 */
export async function scratchJournal(
  real: Journal,
  clock: Pick<ReplayClock, 'now' | 'wait'>,
  onTold: (event: Event) => void,
): Promise<Journal> {
  const memory = await openMemoryJournal()
  let position = 0
  const bygone = <Q extends EventQuery>(query: Q): Q => {
    const now = clock.now()
    return { ...query, until: new Date(Math.min(query.until?.getTime() ?? now, now)) }
  }
  return {
    ...memory,
    append: async entries =>
      entries.map(({ event }) => {
        onTold(event)
        return ++position
      }),
    query: query => clock.wait(real.query(bygone(query))),
    search: (words, query) => clock.wait(real.search(words, bygone(query))),
    searchAny: (words, query) => clock.wait(real.searchAny(words, bygone(query))),
  }
}
