import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { toStored } from '../database/stored-text.ts'
import { countedUpTo } from './pieces.ts'

export interface PackedSessionQuery {
  readonly session: string | null
  readonly since: number
  readonly until: number
  readonly limit: number
}

/** A stream as the tables have it; times in ms. */
export interface PackedSession {
  readonly session: string
  /** When its first and its last event came. */
  readonly since: number
  readonly until: number
  readonly began: number | null
  readonly ended: number | null
  /** When it last went offline. */
  readonly off: number | null
  /** When the last sign of its life came, as far as that is still there. */
  readonly alive: number | undefined
  readonly isNewest: boolean
  readonly lines: number
  readonly follows: number
  readonly subs: number
  readonly gifts: number
  readonly bits: number
  readonly raids: number
  readonly raiders: number
  readonly chatters: number
  readonly peak: readonly [minute: number, lines: number] | undefined
  readonly tips: readonly (readonly [currency: string, tips: number, amount: number])[]
  readonly titles: readonly (readonly [at: number, title: string])[]
}

type Row = readonly [
  session: string,
  since: number,
  until: number,
  began: number | null,
  ended: number | null,
  off: number | null,
  isNewest: 0 | 1,
  ...counted: [number, number, number, number, number, number, number, number],
]

// What a computer that slept tells as it wakes up is none.
const SIGNS_OF_LIFE = "'chat.message', 'stream.online', 'obs.stream.started'"

/** Answers for whole streams, newest first. */
export function keptSessions(db: Database) {
  // Created by the first query: a store that only writes needs none of it.
  let made: ReturnType<typeof prepare> | undefined
  return {
    sessions: (query: PackedSessionQuery): readonly PackedSession[] => {
      made ??= prepare(db)
      return made(query)
    },
    countedUntil: countedUntil(db),
  }
}

function prepare(db: Database) {
  const some = select<Row>(
    db,
    `SELECT session, since, until, began, ended, off, first = (SELECT max(first) FROM streams),
       lines, follows, subs, gifts, bits, raids, raiders, chatters
     FROM streams WHERE (?1 IS NULL OR session = ?1) AND until >= ?2 AND since < ?3
     ORDER BY first DESC LIMIT ?4`,
  )
  const peak = select<[minute: number, lines: number]>(
    db,
    'SELECT minute, lines FROM stream_minutes WHERE session = ? ORDER BY lines DESC, minute LIMIT 1',
  )
  const tips = select<[currency: string, tips: number, amount: number]>(
    db,
    'SELECT currency, tips, amount FROM stream_tips WHERE session = ? ORDER BY currency',
  )
  const titles = select<[at: number, title: string]>(
    db,
    'SELECT received, title FROM stream_titles WHERE session = ? ORDER BY position',
  )
  const alive = select<[session: string, received: number]>(
    db,
    `SELECT one.session, received FROM (SELECT session, max(last) AS newest FROM kinds
       WHERE session IN (SELECT value FROM json_each(?)) AND kept = 1 AND test = 0
       AND (type IN (${SIGNS_OF_LIFE}) OR type LIKE 'channel.%') GROUP BY session) AS one
     CROSS JOIN entries ON position = newest`,
  )
  return (query: PackedSessionQuery): readonly PackedSession[] => {
    const rows = some(query.session, query.since, query.until, query.limit)
    const lives = new Map(alive(JSON.stringify(rows.map(([session]) => toStored(session)))))
    return rows.map(row => {
      const [session, since, until, began, ended, off, isNewest, ...counted] = row
      const [lines, follows, subs, gifts, bits, raids, raiders, chatters] = counted
      return {
        ...{ session, since, until, began, ended, off },
        alive: lives.get(session),
        isNewest: isNewest === 1,
        ...{ lines, follows, subs, gifts, bits, raids, raiders, chatters },
        peak: peak(session)[0],
        tips: tips(session),
        titles: titles(session),
      }
    })
  }
}

/** When the last counted event arrived; undefined if all are counted. */
function countedUntil(db: Database): () => number | undefined {
  const upTo = countedUpTo(db)
  const edge = select<[received: number, end: Position]>(
    db,
    `SELECT received, (SELECT max(position) FROM entries) FROM entries
     WHERE position <= max(?1, (SELECT min(position) FROM entries)) ORDER BY position DESC LIMIT 1`,
  )
  return () => {
    const counted = upTo()
    const [received, end = 0] = edge(counted)[0] ?? []
    return end > counted ? received : undefined
  }
}
