import type { Position } from '../../port.ts'
import { DamagedJournal, damagedRow } from '../database/failures.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { hashOf } from './appends.ts'

// Rows looked at in one call: a few ms of work, and 13 MB where each has as much `raw` as is kept.
const PIECE = 200

/** Looks for rows that differ from what was written. */
export function checks(db: Database) {
  const some = select<[position: Position, id: string, hash: number, body: string]>(
    db,
    `SELECT position, id, hash, body FROM entries NOT INDEXED WHERE position > ?
     ORDER BY position LIMIT ${PIECE}`,
  )
  return {
    /** Every page and every index. @throws DamagedJournal */
    checkPages: (): void => {
      const found = select<[string]>(db, 'PRAGMA integrity_check(1)')()[0]?.[0]
      if (found !== 'ok')
        throw new DamagedJournal(`pages in it are overwritten; SQLite says ${found}`)
    },
    /** The next rows behind a position. @returns how many, and the last one's. @throws DamagedJournal */
    checkRows: (after: Position): { readonly count: number; readonly last: Position } => {
      const rows = some(after)
      for (const [position, id, hash, body] of rows) {
        // Until ids were stored whole, half a surrogate pair was kept under its own hash as the replacement character.
        const isWhole = hashOf(id) === hash || id.includes('\uFFFD')
        if (!isWhole || !isJson(body)) throw damagedRow(position)
      }
      return { count: rows.length, last: rows.at(-1)?.[0] ?? after }
    },
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
