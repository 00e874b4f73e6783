import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import {
  type Bounds,
  type FoundPositions,
  filters,
  type PackedQuery,
  WANTED,
} from '../tables/queries.ts'

/** An event that holds some of the words, and what share of them: above 0, at most 1. */
export type Match = readonly [position: Position, share: number]

/** Events that hold any of the words, the best first. */
export interface FoundMatches extends Pick<FoundPositions, 'completeSince'> {
  readonly matches: readonly Match[]
}

/** Where to look: the index in the file reaches up to `edge`, the fresh one begins behind it. */
interface Reach extends Bounds {
  readonly edge: Position
}

// Looked at, for all words together: some 10 ms of a core. Of a word that more events hold, the newest count.
const LOOKED_AT = 20_000
// Of a longer question, these many of its first words.
const MOST_WORDS = 50
// Positions asked for at once.
const PIECE = 250

/** Finds the events that hold any of some words, in both indexes of words. */
export function anyWord(db: Database) {
  // What the query does not want is left out once all words are counted: it is not looked at for each of them.
  // One text of thousands of numbers is read in half the time of as many rows.
  const newestIn = (table: string) =>
    select<[string]>(
      db,
      `SELECT json_group_array(rowid) FROM (SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid >= ? AND rowid <= ?
       ORDER BY rowid DESC LIMIT ?)`,
    )
  const inFresh = newestIn('fresh')
  const inIndex = newestIn('words')
  const wantedOf = select<[Position]>(
    db,
    `SELECT position FROM entries WHERE position IN (SELECT value FROM json_each(?9))
     AND kept >= ?7 AND type IN (SELECT value FROM json_each(?8)) AND ${WANTED}`,
  )
  const ends = select<[Position | null, Position | null]>(
    db,
    'SELECT (SELECT min(position) FROM entries), (SELECT max(position) FROM entries)',
  )
  const wantedAmong = (found: Iterable<Equals>, query: PackedQuery): readonly Match[] => {
    const { limit, dropped, types } = query
    const list = JSON.stringify(types)
    const wanted: Match[] = []
    for (const { share, positions } of found) {
      for (let at = 0; at < positions.length && wanted.length < limit; at += PIECE) {
        const some = positions.slice(at, at + PIECE)
        const asked = JSON.stringify(some)
        const allowed = new Set(wantedOf(...filters(query), 1 - dropped, list, asked).flat())
        for (const position of some) if (allowed.has(position)) wanted.push([position, share])
      }
      if (wanted.length >= limit) break
    }
    return wanted.slice(0, limit)
  }

  return (phrases: readonly string[], query: PackedQuery, reach: Reach): readonly Match[] => {
    const [[oldest, latest] = []] = ends()
    const first = Math.max(reach.first, oldest ?? 0)
    const last = Math.min(reach.last, latest ?? 0)
    const newest = (phrase: string, count: number): readonly Position[] => {
      const fresh = positionsIn(inFresh(phrase, first, last, count))
      const left = count - fresh.length
      const indexed = left > 0 ? inIndex(phrase, first, Math.min(last, reach.edge), left) : []
      return [...fresh, ...positionsIn(indexed)]
    }
    return wantedAmong(ranked(phrases, newest, { first, last }), query)
  }
}

/** Events with the same share of the words, the newest first. */
interface Equals {
  readonly share: number
  readonly positions: readonly Position[]
}

function positionsIn([[list] = ['[]']]: readonly (readonly [string])[]): readonly Position[] {
  // What the statement made: numbers of rows.
  return JSON.parse(list)
}

/**
 * Ranks events by the words they hold. A word counts for more the fewer events hold it, as in BM25 (Robertson, Zaragoza, "The
 * Probabilistic Relevance Framework: BM25 and Beyond", 2009), so that none has to be listed as meaningless in some language. A
 * line of chat is short: how long it is and how often it repeats a word are left out. FTS5's own bm25() would read each word's
 * events from the first to the last.
 *
 * A word that no event holds weighs as much as one that a single event holds: a line with the common words of such a question
 * alone is hardly its answer. Measured with bench/meaning.ts, MRR of "both": 0.472, and 0.557 of the week; 0.432 and 0.548 where
 * such words do not count, 0.464 and 0.558 where they weigh no more than the rarest word that is there.
 * @param newest the newest events that hold a word, newest first, at most so many
 * @returns the best first
 */
function* ranked(
  words: readonly string[],
  newest: (word: string, count: number) => readonly Position[],
  within: Bounds,
): Iterable<Equals> {
  const asked = words.slice(0, MOST_WORDS)
  const count = Math.floor(LOOKED_AT / asked.length)
  const sums = new Map<Position, number>()
  let whole = 0
  for (const word of asked) {
    const positions = newest(word, count)
    const weight = weightOf(positions, count, within)
    whole += weight
    for (const position of positions) sums.set(position, (sums.get(position) ?? 0) + weight)
  }
  // Few sums are different: most of the many that hold one common word are never put in order.
  const equals = new Map<number, Position[]>()
  for (const [position, sum] of sums) {
    const same = equals.get(sum)
    if (same === undefined) equals.set(sum, [position])
    else same.push(position)
  }
  for (const [sum, positions] of [...equals].sort(([a], [b]) => b - a))
    yield { share: sum / whole, positions: positions.sort((a, b) => b - a) }
}

/** The inverse document frequency. Where not all events of a word were looked at, the rest is taken to be as dense. */
function weightOf(positions: readonly Position[], count: number, { first, last }: Bounds): number {
  const events = Math.max(1, last - first + 1)
  const oldest = positions.length < count ? first : (positions.at(-1) ?? first)
  const held = Math.min(events, (positions.length * events) / Math.max(1, last - oldest + 1))
  return Math.log(1 + (events - held + 0.5) / (held + 0.5))
}
