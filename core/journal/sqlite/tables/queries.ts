import type { Position } from '../../port.ts'
import { type Database, select, type Value } from '../database/node-sqlite.ts'

/** A `JournalQuery` as it crosses to the worker. `after` continues behind that row in the query's own order. */
export interface PackedQuery {
  readonly types: readonly string[] | undefined
  readonly channel: string | null
  readonly platform: string | null
  readonly session: string | null
  readonly user: string | null
  readonly tests: 0 | 1
  readonly dropped: 0 | 1
  readonly since: number
  readonly until: number
  readonly newest: boolean
  readonly limit: number
  readonly after: Position | undefined
}

/** The positions a time span reaches over. */
export interface Bounds {
  readonly first: Position
  readonly last: Position
}

/** `completeSince`: older ones may be missing, from this time on (in ms) none is. */
export interface FoundPositions {
  readonly positions: readonly Position[]
  readonly completeSince?: number
}

/** Finds the events that tell of somebody. */
export type FindOfUser = (query: PackedQuery, user: string, bounds: Bounds) => FoundPositions

/** The shared conditions over the values of `filters`. */
export const WANTED = `received >= ?1 AND received < ?2
  AND (?4 IS NULL OR platform = ?4) AND (?5 IS NULL OR session = ?5) AND test <= ?6
  AND (?3 IS NULL OR channel = ?3 OR channel_key(channel) = channel_key(?3))`

/** Answers `EventQuery`s with positions. */
export function queries(db: Database, userEvents: (db: Database) => FindOfUser) {
  const prepare = (order: 'ASC' | 'DESC') => ({
    walk: select<[Position]>(
      db,
      `SELECT position FROM entries NOT INDEXED WHERE kept >= ?10 AND ${WANTED}
       AND position >= ?7 AND position <= ?8 ORDER BY position ${order} LIMIT ?9`,
    ),
    ofType: select<[Position]>(
      db,
      `SELECT position FROM entries INDEXED BY entries_kind WHERE kept = ?10 AND ${WANTED}
       AND position >= ?7 AND position <= ?8 AND type = ?11 ORDER BY position ${order} LIMIT ?9`,
    ),
  })
  const oldest = prepare('ASC')
  const newest = prepare('DESC')
  const boundsOf = timeBounds(db)
  // Made by the first such question: most stores only write.
  let ofUser: FindOfUser | undefined

  return {
    query: (query: PackedQuery): FoundPositions => {
      const { types, limit, after, user } = query
      const { first, last } = boundsOf(query)
      const { walk, ofType } = query.newest ? newest : oldest
      const from = query.newest || after === undefined ? first : Math.max(first, after + 1)
      const to = query.newest && after !== undefined ? Math.min(last, after - 1) : last
      if (user !== null) {
        ofUser ??= userEvents(db)
        return ofUser(query, user, { first: from, last: to })
      }
      const values = [...filters(query), from, to, limit]
      if (!types) return { positions: walk(...values, 1 - query.dropped).flat() }
      const verdicts = query.dropped ? [1, 0] : [1]
      const found = [...new Set(types)].flatMap(type =>
        verdicts.flatMap(kept => ofType(...values, kept, type).flat()),
      )
      const sorted = found.sort((a, b) => (query.newest ? b - a : a - b))
      return { positions: sorted.slice(0, limit) }
    },
  }
}

/** Which positions a time span reaches over; scanned once a query, so its later pages ask nothing. */
export function timeBounds(db: Database): (query: PackedQuery) => Bounds {
  const first = select<[Position | null]>(
    db,
    'SELECT min(position) FROM entries INDEXED BY entries_received WHERE received >= ?',
  )
  const last = select<[Position | null]>(
    db,
    'SELECT max(position) FROM entries INDEXED BY entries_received WHERE received < ?',
  )
  let known: (Bounds & { readonly since: number; readonly until: number }) | undefined

  return ({ since, until, after }: PackedQuery): Bounds => {
    if (after !== undefined && known?.since === since && known.until === until) return known
    known = {
      since,
      until,
      first: since > 0 ? (first(since)[0]?.[0] ?? Number.MAX_SAFE_INTEGER) : 0,
      // What is still to come may lie before a time that is.
      last: until <= Date.now() ? (last(until)[0]?.[0] ?? 0) : Number.MAX_SAFE_INTEGER,
    }
    return known
  }
}

/** The values of `WANTED`. */
export function filters(query: PackedQuery): Value[] {
  const { since, until, channel, platform, session, tests } = query
  return [since, until, channel, platform, session, tests]
}
