import { SAID } from '../../../events/said.ts'
import type { Position } from '../../port.ts'
import { change, type Database, select } from '../database/node-sqlite.ts'
import { timeBounds } from '../kept/bounds.ts'
import { type Bounds, type FoundPositions, filters, type PackedQuery, WANTED } from './queries.ts'
import { indexedUpTo, READABLE, WORDS, WORDS_OF_ENTRY } from './words.ts'

/** Events of a type that are not in the index yet, looked through at most: a tenth of a second. */
const SCANNED = 20_000
const CHAT: readonly string[] = SAID.chat

/** Searches words: all events in the index, and the newest of the rest. It waits for nothing and changes nothing. */
export function searches(db: Database) {
  // Made by the first search: a store that only writes needs none of it.
  let made: ReturnType<typeof prepare> | undefined
  return {
    search: (words: string, query: PackedQuery): FoundPositions => {
      const phrases = quoted(words)
      if (phrases === '') return { positions: [] }
      made ??= prepare(db)
      const { find } = made
      return atOneMoment(db, () => find(phrases, query))
    },
  }
}

function prepare(db: Database) {
  db.exec(`PRAGMA temp_store = MEMORY; CREATE VIRTUAL TABLE temp.fresh ${WORDS}`)
  const indexed = indexedUpTo(db)
  const boundsOf = timeBounds(db)
  const nthNewest = select<[Position]>(
    db,
    `SELECT position FROM entries INDEXED BY entries_kind WHERE kept = ? AND type = ?
     AND position > ? ORDER BY position DESC LIMIT 1 OFFSET ${SCANNED}`,
  )
  const receivedBehind = select<[number]>(
    db,
    'SELECT received FROM entries WHERE position > ? ORDER BY position LIMIT 1',
  )
  const clear = change(db, "INSERT INTO temp.fresh (fresh) VALUES ('delete-all')")
  const fill = change(
    db,
    `INSERT INTO temp.fresh (rowid, text, user) SELECT ${WORDS_OF_ENTRY}
     FROM entries INDEXED BY entries_kind
     WHERE kept IN (1, ?) AND type IN (SELECT value FROM json_each(?)) AND position >= ? AND position <= ?
     AND ${READABLE} ORDER BY position`,
  )
  const matchesIn = (table: string) =>
    select<[Position]>(
      db,
      `SELECT position FROM ${table} AS lines CROSS JOIN entries ON position = lines.rowid
       WHERE lines.${table} MATCH ?7 AND lines.rowid >= ?8 AND lines.rowid <= ?9
       AND kept >= ?10 AND type IN (SELECT value FROM json_each(?12)) AND ${WANTED}
       ORDER BY lines.rowid DESC LIMIT ?11`,
    )
  const inFresh = matchesIn('fresh')
  const inIndex = matchesIn('words')

  /** Behind which position all events were looked through. */
  const scan = ({ dropped, types = CHAT }: PackedQuery, { first, last }: Bounds): Position => {
    const start = indexed() ?? 0
    const verdicts = dropped ? [1, 0] : [1]
    const edges = verdicts.flatMap(kept =>
      types.map(type => nthNewest(kept, type, start)[0]?.[0] ?? start),
    )
    const edge = Math.max(start, ...edges)
    clear()
    fill(1 - dropped, JSON.stringify(types), Math.max(edge + 1, first), last)
    return edge
  }

  return {
    find: (phrases: string, query: PackedQuery): FoundPositions => {
      const bounds = boundsOf(query)
      const { first, last } = bounds
      const { limit, dropped, types = CHAT } = query
      const edge = scan(query, bounds)
      const list = JSON.stringify(types)
      const found = (matches: typeof inIndex, to: Position, count: number) =>
        matches(...filters(query), phrases, first, to, 1 - dropped, count, list).flat()
      const newest = found(inFresh, last, limit)
      const left = limit - newest.length
      const older = left > 0 ? found(inIndex, Math.min(last, edge), left) : []
      const positions = [...newest, ...older]
      const isComplete = newest.length === limit || edge <= (indexed() ?? 0) || edge < first
      // Not kept in memory until the next one.
      clear()
      const since = isComplete ? undefined : receivedBehind(edge)[0]?.[0]
      return { positions, ...(since !== undefined && { completeSince: since }) }
    },
  }
}

/** Reads the file as it is now, even while something writes to it. */
function atOneMoment<T>(db: Database, work: () => T): T {
  db.exec('BEGIN')
  try {
    return work()
  } finally {
    if (db.isTransaction) db.exec('COMMIT')
  }
}

/** Each word a phrase of its own, so that nothing in it is taken for FTS5's query language. */
function quoted(words: string): string {
  const asked = words.split(/[\s\p{Cc}]+/u).filter(word => /[\p{L}\p{N}\p{Co}]/u.test(word))
  return asked.map(word => `"${word.replaceAll('"', '""')}"`).join(' ')
}
