import type { Position } from '../../port.ts'
import { change, type Database, inTransaction, select } from '../database/node-sqlite.ts'
import { kinds } from './kinds.ts'
import { people } from './people.ts'
import { piece } from './piece.ts'
import { streams } from './streams.ts'

// One piece of work is some 3 ms, which is what an append may have to wait for it.
const POSITIONS = 100
// The rules the tables were made by. If they have changed, the tables are cleared and rebuilt in pieces.
const RULES = 'streams, kinds and everybody'

/** The position up to which the kept tables are complete. */
export function countedUpTo(db: Database): () => Position {
  const done = select<[Position]>(db, 'SELECT position FROM progress WHERE name = ?')
  return () => done(RULES)[0]?.[0] ?? 0
}

/** Totals of events, in tables that are filled after the appends, because that costs more than appending. */
export function counts(db: Database) {
  const done = select<[Position]>(db, 'SELECT position FROM progress WHERE name = ?')
  const setDone = change(db, 'INSERT OR REPLACE INTO progress VALUES (?, ?)')
  const next = select<[Position | null]>(
    db,
    'SELECT min(position) FROM entries WHERE position > ? UNION ALL SELECT max(position) FROM entries',
  )
  const { takeAmong } = piece(db)
  // Kinds before people, because what people did refers to a kind.
  const kept = [streams(db), kinds(db), people(db)]
  const beginAnew = (): Position => {
    for (const table of kept.flatMap(({ tables }) => tables)) db.exec(`DELETE FROM ${table}`)
    setDone(RULES, 0)
    return 0
  }

  return {
    /** Counts one more piece. @returns how many events are left */
    countSome: (): number =>
      inTransaction(db, () => {
        const begun = done(RULES)[0]?.[0] ?? beginAnew()
        const [[first], [end]] = next(begun) as [[Position | null], [Position]]
        if (first === null) return 0
        const last = Math.min(first + POSITIONS - 1, end)
        takeAmong(first, last)
        for (const { add } of kept) add(first, last)
        setDone(RULES, last)
        return end - last
      }),
  }
}

/** Removes deleted rows from the kept tables; to be called while they are still there, within the transaction. */
export function uncounts(db: Database): (positions: readonly Position[]) => void {
  const upTo = countedUpTo(db)
  const { takeThese } = piece(db)
  const kept = [streams(db), people(db), kinds(db)]
  return positions => {
    const counted = upTo()
    const list = JSON.stringify(positions.filter(position => position <= counted))
    takeThese(list)
    for (const { remove } of kept) remove(list)
  }
}
