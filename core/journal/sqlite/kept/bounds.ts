import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import type { Bounds, PackedQuery } from '../tables/queries.ts'
import { SPAN } from './kinds.ts'
import { countedUpTo } from './pieces.ts'

/** Events that are not in the kept tables yet, looked at one by one: a tenth of a second. */
export const SCANNED = 20_000

/** The positions that can hold events received in a time range. Determined once per query, not for each page. */
export function timeBounds(db: Database): (query: PackedQuery) => Bounds {
  const upTo = countedUpTo(db)
  const end = select<[Position | null]>(db, 'SELECT max(position) FROM entries')
  const near = {
    first: select<[Position | null]>(
      db,
      `SELECT min(at) FROM (SELECT min(span) * ${SPAN} AS at FROM spans WHERE until >= ?1 UNION ALL
       SELECT min(position) FROM entries NOT INDEXED WHERE position > ?2 AND received >= ?1)`,
    ),
    last: select<[Position | null]>(
      db,
      `SELECT max(at) FROM (SELECT (max(span) + 1) * ${SPAN} - 1 AS at FROM spans WHERE since < ?1 UNION ALL
       SELECT max(position) FROM entries NOT INDEXED WHERE position > ?2 AND received < ?1)`,
    ),
  }
  // By every time there is: for as long as an old journal is being counted.
  const exact = {
    first: select<[Position | null]>(
      db,
      'SELECT min(position) FROM entries INDEXED BY entries_received WHERE received >= ?',
    ),
    last: select<[Position | null]>(
      db,
      'SELECT max(position) FROM entries INDEXED BY entries_received WHERE received < ?',
    ),
  }
  const edgeOf = (which: 'first' | 'last', time: number): Position | undefined => {
    const counted = upTo()
    const isNear = (end()[0]?.[0] ?? 0) - counted <= SCANNED
    const [found] = isNear ? near[which](time, counted) : exact[which](time)
    return found?.[0] ?? undefined
  }
  let known: (Bounds & { readonly since: number; readonly until: number }) | undefined

  return ({ since, until, after }: PackedQuery): Bounds => {
    if (after !== undefined && known?.since === since && known.until === until) return known
    const bounds = {
      first: since > 0 ? (edgeOf('first', since) ?? Number.MAX_SAFE_INTEGER) : 0,
      // Later events may have an earlier time than existing ones.
      last: until <= Date.now() ? (edgeOf('last', until) ?? 0) : Number.MAX_SAFE_INTEGER,
    }
    // If nothing has arrived since then, it is determined again, because something may have.
    const isThere = bounds.first < Number.MAX_SAFE_INTEGER
    known = isThere ? { since, until, ...bounds } : undefined
    return bounds
  }
}
