import { SAID } from '../../../events/said.ts'
import type { Position } from '../../port.ts'
import { change, type Database, select } from '../database/node-sqlite.ts'
import { timeBounds } from '../kept/bounds.ts'
import {
  type Bounds,
  type FoundPositions,
  filters,
  type PackedQuery,
  WANTED,
} from '../tables/queries.ts'
import { anyWord, type FoundMatches } from './any-word.ts'
import { indexedUpTo, READABLE, WORDS, WORDS_OF_ENTRY } from './words.ts'

/** Events of a type that are not in the index yet, looked through at most: a tenth of a second. */
const SCANNED = 20_000
const CHAT: readonly string[] = SAID.chat

/** Searches words: all events in the index, and the newest of the rest. It waits for nothing and changes nothing. */
export function searches(db: Database) {
  // Made by the first search: a store that only writes needs none of it.
  let made: ReturnType<typeof prepare> | undefined
  const find = <F extends object>(
    phrases: readonly string[],
    nothing: F,
    work: (made: ReturnType<typeof prepare>) => F,
  ): F => {
    if (phrases.length === 0) return nothing
    made ??= prepare(db)
    const prepared = made
    return atOneMoment(db, () => work(prepared))
  }
  return {
    search: (words: string, query: PackedQuery): FoundPositions => {
      const phrases = wordsOf(words).map(phraseOf)
      return find(phrases, { positions: [] }, ({ all }) => all(phrases.join(' '), query))
    },
    searchAny: (words: string, query: PackedQuery): FoundMatches => {
      // The same with a comma behind it and without.
      const bare = wordsOf(words.toLowerCase()).map(word => word.replace(EDGES, ''))
      const phrases = [...new Set(bare)].map(phraseOf)
      return find(phrases, { matches: [] }, ({ any }) => any(phrases, query))
    },
  }
}

function prepare(db: Database) {
  const { scan, isIndexed, completeSince, clear } = freshWords(db)
  const boundsOf = timeBounds(db)
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
  const findAny = anyWord(db)
  return {
    all: (phrases: string, query: PackedQuery): FoundPositions => {
      const { first, last } = boundsOf(query)
      const { limit, dropped, types = CHAT } = query
      const edge = scan({ ...query, types }, { first, last })
      const list = JSON.stringify(types)
      const found = (matches: typeof inIndex, to: Position, count: number) =>
        matches(...filters(query), phrases, first, to, 1 - dropped, count, list).flat()
      const newest = found(inFresh, last, limit)
      const left = limit - newest.length
      const older = left > 0 ? found(inIndex, Math.min(last, edge), left) : []
      clear()
      const isComplete = newest.length === limit || isIndexed(edge) || edge < first
      return { positions: [...newest, ...older], ...(!isComplete && completeSince(edge)) }
    },
    any: (phrases: readonly string[], { types = CHAT, ...query }: PackedQuery): FoundMatches => {
      const bounds = boundsOf({ types, ...query })
      const edge = scan({ types, ...query }, bounds)
      const matches = findAny(phrases, { types, ...query }, { ...bounds, edge })
      clear()
      const isComplete = isIndexed(edge) || edge < bounds.first
      return { matches, ...(!isComplete && completeSince(edge)) }
    },
  }
}

/** An index like that in the file, of what is not in it yet: made for one search. */
function freshWords(db: Database) {
  db.exec(`PRAGMA temp_store = MEMORY; CREATE VIRTUAL TABLE temp.fresh ${WORDS}`)
  const indexed = indexedUpTo(db)
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
  return {
    /** Fills it. @returns behind which position all events are in it; those up to there may be in the file's */
    scan: (
      { dropped, types }: { readonly dropped: 0 | 1; readonly types: readonly string[] },
      { first, last }: Bounds,
    ): Position => {
      const start = indexed() ?? 0
      const verdicts = dropped ? [1, 0] : [1]
      const edges = verdicts.flatMap(kept =>
        types.map(type => nthNewest(kept, type, start)[0]?.[0] ?? start),
      )
      const edge = Math.max(start, ...edges)
      clear()
      fill(1 - dropped, JSON.stringify(types), Math.max(edge + 1, first), last)
      return edge
    },
    /** Whether the file's has everything up to there. */
    isIndexed: (edge: Position): boolean => edge <= (indexed() ?? 0),
    completeSince: (edge: Position): Pick<FoundPositions, 'completeSince'> => {
      const since = receivedBehind(edge)[0]?.[0]
      return since === undefined ? {} : { completeSince: since }
    },
    /** Empties it: it is not kept in memory until the next search. */
    clear,
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

const EDGES = /^[^\p{L}\p{N}\p{Co}]+|[^\p{L}\p{N}\p{Co}]+$/gu

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s\p{Cc}]+/u).filter(word => /[\p{L}\p{N}\p{Co}]/u.test(word))
}

/** A word as a phrase of its own, so that nothing in it is taken for FTS5's query language. */
function phraseOf(word: string): string {
  return `"${word.replaceAll('"', '""')}"`
}
