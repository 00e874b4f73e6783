import type { Position } from '../port.ts'
import { type Database, select, type Value } from './node-sqlite.ts'

/** An `EventQuery` as it crosses to the worker. `after` continues behind that row in the query's own order. */
export interface PackedQuery {
  readonly types: readonly string[] | undefined
  readonly channel: string | null
  readonly platform: string | null
  readonly session: string | null
  readonly since: number
  readonly until: number
  readonly newest: boolean
  readonly limit: number
  readonly after: Position | undefined
}

interface Bounds {
  readonly first: Position
  readonly last: Position
}

// The shared conditions; ?1 to ?5 are since, until, channel, platform, session.
const WANTED = `kept = 1 AND test = 0 AND received >= ?1 AND received < ?2
  AND (?3 IS NULL OR channel = ?3) AND (?4 IS NULL OR platform = ?4) AND (?5 IS NULL OR session = ?5)`

/** Answers `EventQuery`s with positions. */
export function queries(db: Database) {
  const prepare = (order: 'ASC' | 'DESC') => ({
    walk: select<[Position]>(
      db,
      `SELECT position FROM entries NOT INDEXED WHERE ${WANTED}
       AND position >= ?6 AND position <= ?7 ORDER BY position ${order} LIMIT ?8`,
    ),
    ofType: select<[Position]>(
      db,
      `SELECT position FROM entries INDEXED BY entries_kind WHERE ${WANTED}
       AND position >= ?6 AND position <= ?7 AND type = ?9 ORDER BY position ${order} LIMIT ?8`,
    ),
  })
  const oldest = prepare('ASC')
  const newest = prepare('DESC')
  const boundsOf = timeBounds(db)

  const search = select<[Position]>(
    db,
    `SELECT position FROM words CROSS JOIN entries ON position = words.rowid
     WHERE words MATCH ?6 AND ${WANTED} ORDER BY words.rowid DESC LIMIT ?7`,
  )

  return {
    query: (query: PackedQuery): Position[] => {
      const { types, limit, after } = query
      const { first, last } = boundsOf(query)
      const { walk, ofType } = query.newest ? newest : oldest
      const from = query.newest || after === undefined ? first : Math.max(first, after + 1)
      const to = query.newest && after !== undefined ? Math.min(last, after - 1) : last
      const values = [...filters(query), from, to, limit]
      if (!types) return walk(...values).flat()
      const found = [...new Set(types)].flatMap(type => ofType(...values, type).flat())
      return found.sort((a, b) => (query.newest ? b - a : a - b)).slice(0, limit)
    },
    search: (words: string, query: PackedQuery): Position[] => {
      const phrases = quoted(words)
      return phrases === '' ? [] : search(...filters(query), phrases, query.limit).flat()
    },
  }
}

/** Which positions a time span reaches over; scanned once a query, so its later pages ask nothing. */
function timeBounds(db: Database) {
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
      last: until < Number.MAX_SAFE_INTEGER ? (last(until)[0]?.[0] ?? 0) : Number.MAX_SAFE_INTEGER,
    }
    return known
  }
}

function filters({ since, until, channel, platform, session }: PackedQuery): Value[] {
  return [since, until, channel, platform, session]
}

/** Each word a phrase of its own, so that nothing in it is taken for FTS5's query language. */
function quoted(words: string): string {
  const asked = words.split(/[\s\p{Cc}]+/u).filter(word => /[\p{L}\p{N}\p{Co}]/u.test(word))
  return asked.map(word => `"${word.replaceAll('"', '""')}"`).join(' ')
}
