import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { toStored } from '../database/stored-text.ts'
import { type FoundPositions, filters, type PackedQuery, WANTED } from '../tables/queries.ts'
import { READABLE } from '../words/words.ts'
import { SCANNED, timeBounds } from './bounds.ts'
import { USER } from './piece.ts'
import { countedUpTo } from './pieces.ts'
import { merged, type Run, type Wanted } from './runs.ts'
import { nameOf, peopleNamed } from './viewers.ts'

/** Answers `EventQuery`s with positions: out of the kept tables, and what is not in them yet by looking at each event. */
export function events(db: Database) {
  // Created by the first query: a store that only writes needs none of it.
  let made: ReturnType<typeof prepare> | undefined
  return {
    query: (query: PackedQuery): FoundPositions => {
      made ??= prepare(db)
      return made(query)
    },
  }
}

function prepare(db: Database) {
  const boundsOf = timeBounds(db)
  const upTo = countedUpTo(db)
  const end = select<[Position | null]>(db, 'SELECT max(position) FROM entries')
  const receivedBehind = select<[number]>(
    db,
    'SELECT received FROM entries WHERE position > ? ORDER BY position LIMIT 1',
  )
  const known = knownEvents(db)
  const fresh = freshEvents(db)

  return (query: PackedQuery): FoundPositions => {
    const { newest, limit, after, user } = query
    const bounds = boundsOf(query)
    const first = newest || after === undefined ? bounds.first : Math.max(bounds.first, after + 1)
    const last = newest && after !== undefined ? Math.min(bounds.last, after - 1) : bounds.last
    const counted = upTo()
    // Each event must be parsed to see which users it concerns.
    const edge = user === null ? counted : Math.max(counted, (end()[0]?.[0] ?? 0) - SCANNED)
    const parts = [
      (left: number) => known(query, { first, last: Math.min(last, counted), newest, limit: left }),
      (left: number) =>
        fresh(query, { first: Math.max(first, edge + 1), last, newest, limit: left }),
    ]
    let positions: Position[] = []
    for (const part of newest ? parts.reverse() : parts) {
      if (positions.length < limit) positions = positions.concat(part(limit - positions.length))
    }
    const since = edge > counted && edge >= first ? receivedBehind(edge)[0]?.[0] : undefined
    return { positions, ...(since !== undefined && { completeSince: since }) }
  }
}

type Find = (query: PackedQuery, wanted: Wanted) => readonly Position[]

const OF_KIND = `kept >= ?1 AND test <= ?2 AND (?3 IS NULL OR type IN (SELECT value FROM json_each(?3)))
  AND (?4 IS NULL OR platform = ?4) AND (?5 IS NULL OR channel = channel_key(?5)) AND (?6 IS NULL OR session = ?6)`

/** Among those in the kept tables. */
function knownEvents(db: Database): Find {
  const named = peopleNamed(db)
  const kinds = select<[first: Position, last: Position, kind: number]>(
    db,
    `SELECT first, last, kind FROM kinds WHERE ${OF_KIND}`,
  )
  // A row of each kind, not of each persona: thousands may have one name.
  const deeds = select<[first: Position, last: Position, kind: number, personas: string]>(
    db,
    `SELECT first, last, kind, personas FROM
       (SELECT kind, json_group_array(persona) AS personas FROM personas CROSS JOIN tallies USING (persona)
        WHERE person IN (SELECT value FROM json_each(?7)) GROUP BY kind)
     CROSS JOIN kinds USING (kind) WHERE ${OF_KIND}`,
  )
  // Without a time range, no event is read.
  const read = (table: string, run: string, order: 'ASC' | 'DESC') =>
    select<[Position]>(
      db,
      `SELECT position FROM ${table} AS known WHERE position >= ?1 AND position <= ?2 AND ${run}
       AND (?4 = 0 AND ?5 = ${Number.MAX_SAFE_INTEGER} OR EXISTS (SELECT 1 FROM entries
         WHERE entries.position = known.position AND received >= ?4 AND received < ?5))
       ORDER BY position ${order} LIMIT ?3`,
    )
  const inOrder = (order: 'ASC' | 'DESC') => ({
    ofKind: read('kind_events', 'kind = ?6', order),
    ofDeed: read('deeds', 'kind = ?6 AND persona = ?7', order),
  })
  const oldest = inOrder('ASC')
  const newest = inOrder('DESC')

  return (query, wanted) => {
    const { types, platform, channel, session, since, until, user } = query
    const { ofKind, ofDeed } = wanted.newest ? newest : oldest
    const asked = [1 - query.dropped, query.tests, listOf(types), platform, channel, session]
    const asRun =
      (read: typeof ofKind) =>
      (first: Position, last: Position, ...run: number[]): Run => ({
        ...{ first, last },
        read: part => read(part.first, part.last, part.limit, since, until, ...run).flat(),
      })
    const runOfKind = asRun(ofKind)
    const runOfDeeds = asRun(ofDeed)
    if (user === null) {
      const runs = kinds(...asked).map(kind => runOfKind(...kind))
      return merged(runs, wanted)
    }
    const people = JSON.stringify(named(user, platform).map(([person]) => person))
    const runs = deeds(...asked, people).map(([first, last, kind, list]): Run => {
      // Listed by the SQL above.
      const personas = () => JSON.parse(list) as readonly number[]
      const inKind = () => personas().map(persona => runOfDeeds(first, last, kind, persona))
      return { first, last, read: part => merged(inKind(), part) }
    })
    return merged(runs, wanted)
  }
}

/** Among those that are not in the kept tables yet. */
function freshEvents(db: Database): Find {
  const inOrder = (order: 'ASC' | 'DESC') => ({
    any: select<[Position]>(
      db,
      `SELECT position FROM entries NOT INDEXED WHERE kept >= ?10 AND ${WANTED}
       AND position >= ?7 AND position <= ?8 ORDER BY position ${order} LIMIT ?9`,
    ),
    ofType: select<[Position]>(
      db,
      `SELECT position FROM entries INDEXED BY entries_kind WHERE kept = ?10 AND ${WANTED}
       AND position >= ?7 AND position <= ?8 AND type = ?11 ORDER BY position ${order} LIMIT ?9`,
    ),
    ofUser: select<[Position]>(
      db,
      `SELECT position FROM (SELECT position, type, ${USER} AS user FROM entries NOT INDEXED
         WHERE position >= ?7 AND position <= ?8 AND kept >= ?10 AND ${WANTED} AND ${READABLE})
       WHERE (?12 IS NULL OR type IN (SELECT value FROM json_each(?12)))
       AND json_type(user) = 'object' AND (user ->> 'id' = ?11
         OR user ->> 'name' = ?11 COLLATE NOCASE OR user ->> 'displayName' = ?11 COLLATE NOCASE)
       ORDER BY position ${order} LIMIT ?9`,
    ),
  })
  const oldest = inOrder('ASC')
  const newest = inOrder('DESC')

  return (query, wanted) => {
    const { types, user, dropped } = query
    const { any, ofType, ofUser } = wanted.newest ? newest : oldest
    const values = [...filters(query), wanted.first, wanted.last, wanted.limit]
    if (user !== null) return ofUser(...values, 1 - dropped, nameOf(user), listOf(types)).flat()
    if (types === undefined) return any(...values, 1 - dropped).flat()
    const verdicts = dropped ? [1, 0] : [1]
    const runs = [...new Set(types)].flatMap(type =>
      verdicts.map(kept => ({
        first: wanted.first,
        last: wanted.last,
        read: ({ first, last, limit }: Wanted) =>
          ofType(...filters(query), first, last, limit, kept, type).flat(),
      })),
    )
    return merged(runs, wanted)
  }
}

function listOf(types: readonly string[] | undefined): string | null {
  return types === undefined ? null : JSON.stringify(types.map(toStored))
}
