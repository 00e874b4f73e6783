import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { type FindOfUser, filters, WANTED } from '../tables/queries.ts'
import { READABLE } from '../tables/words.ts'
import { USER } from './people.ts'
import { countedUpTo } from './pieces.ts'
import { nameOf, peopleNamed } from './viewers.ts'

/** Events that are not in the tables yet, looked through at most. */
const SCANNED = 20_000

/** Finds the events that tell of somebody: by the tables, and of the rest by looking through the newest. */
export function userEvents(db: Database): FindOfUser {
  const named = peopleNamed(db)
  const counted = countedUpTo(db)
  const end = select<[Position | null]>(db, 'SELECT max(position) FROM entries')
  const receivedBehind = select<[number]>(
    db,
    'SELECT received FROM entries WHERE position > ? ORDER BY position LIMIT 1',
  )
  const pairs = select<[persona: number, kind: number, type: string]>(
    db,
    `SELECT persona, kind, type FROM personas CROSS JOIN kinds
     WHERE person = ? AND kept >= ? AND kinds.test <= ?`,
  )
  const prepare = (order: 'ASC' | 'DESC') => ({
    ofPair: select<[Position]>(
      db,
      `SELECT position FROM deeds CROSS JOIN entries USING (position) WHERE ${WANTED}
       AND deeds.position >= ?7 AND deeds.position <= ?8 AND persona = ?10 AND kind = ?11
       ORDER BY deeds.position ${order} LIMIT ?9`,
    ),
    fresh: select<[Position]>(
      db,
      `SELECT position FROM (SELECT position, type, ${USER} AS user FROM entries NOT INDEXED
         WHERE position >= ?7 AND position <= ?8 AND kept >= ?10 AND ${WANTED} AND ${READABLE})
       WHERE (?12 IS NULL OR type IN (SELECT value FROM json_each(?12)))
       AND json_type(user) = 'object' AND (user ->> 'id' = ?11
         OR user ->> 'name' = ?11 COLLATE NOCASE OR user ->> 'displayName' = ?11 COLLATE NOCASE)
       ORDER BY position ${order} LIMIT ?9`,
    ),
  })
  const oldest = prepare('ASC')
  const newest = prepare('DESC')

  return (query, user, { first, last }) => {
    const { ofPair, fresh } = query.newest ? newest : oldest
    const { types, limit, platform, dropped, tests } = query
    const known = named(user, platform)
      .flatMap(([person]) => pairs(person, 1 - dropped, tests))
      .filter(([, , type]) => types?.includes(type) ?? true)
      .flatMap(([persona, kind]) =>
        ofPair(...filters(query), first, last, limit, persona, kind).flat(),
      )
    const edge = Math.max(counted(), (end()[0]?.[0] ?? 0) - SCANNED)
    const wanted = types === undefined ? null : JSON.stringify(types)
    const from = Math.max(first, edge + 1)
    const values = [...filters(query), from, last, limit, 1 - dropped, nameOf(user), wanted]
    const positions = [...known, ...fresh(...values).flat()]
    positions.sort((a, b) => (query.newest ? b - a : a - b))
    const since = edge > counted() && edge >= first ? receivedBehind(edge)[0]?.[0] : undefined
    return {
      positions: positions.slice(0, limit),
      ...(since !== undefined && { completeSince: since }),
    }
  }
}
