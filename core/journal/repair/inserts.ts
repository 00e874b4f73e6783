import type { Database } from '../sqlite/database/node-sqlite.ts'
import { fromStored } from '../sqlite/database/stored-text.ts'
import { hashOf } from '../sqlite/tables/appends.ts'
import type { CellValue } from './cells.ts'
import type { SavedTable } from './rows.ts'

export type Inserts = ReturnType<typeof inserts>

/** Writes rows as they were stored, and skips existing ones. Each function returns the number of rows written. */
export function inserts(db: Database) {
  const known = 'EXISTS (SELECT 1 FROM entries WHERE hash = ?5 AND id = ?1)'
  const entry = prepared(db, `INSERT OR IGNORE INTO entries VALUES (${marks(11)})`)
  const effect = prepared(db, `INSERT OR IGNORE INTO effects SELECT ?1 ->> 'cause', ?2`)
  const copy = prepared(db, `INSERT OR IGNORE INTO copies SELECT ?1, ?2, ?3, ?4 WHERE ${known}`)
  const note = prepared(
    db,
    `INSERT OR IGNORE INTO notes (event, plugin, text, at, rowid)
     SELECT ?1, ?2, ?3, ?4, ?6 WHERE ${known}`,
  )
  const has = db.prepare('SELECT 1 FROM entries WHERE position = ?')

  return {
    entries: entry,
    /** Found by their cause. */
    effect: (values: readonly CellValue[]): number =>
      effect([values[9] ?? null, values[0] ?? null]),
    copies: (values: readonly CellValue[]): number => copy([...values, idHash(values[0])]),
    notes: ([rowid = null, ...values]: readonly CellValue[]): number =>
      note([...values, idHash(values[0]), rowid]),
    held: prepared(db, `INSERT OR IGNORE INTO held VALUES (${marks(3)})`),
    cursors: prepared(db, `INSERT OR IGNORE INTO cursors VALUES (${marks(4)})`),
    parked: prepared(db, `INSERT OR IGNORE INTO parked VALUES (${marks(6)})`),
    state: prepared(db, `INSERT OR IGNORE INTO state VALUES (${marks(3)})`),
    forgotten: prepared(db, `INSERT OR IGNORE INTO forgotten VALUES (${marks(2)})`),
    has: (position: number): boolean => has.get(position) !== undefined,
    finish: () => finish(db),
  } satisfies Record<SavedTable, (values: readonly CellValue[]) => number> & Record<string, unknown>
}

// Behind the last event that is left new ones get the positions of lost ones: a cursor that stood further would pass over them.
function finish(db: Database): number {
  db.exec(`UPDATE cursors SET position = min(position, (SELECT coalesce(max(position), 0) FROM entries)),
    refilter_to = min(refilter_to, (SELECT coalesce(max(position), 0) FROM entries))`)
  return Number(
    db.prepare('DELETE FROM parked WHERE position NOT IN (SELECT position FROM entries)').run()
      .changes,
  )
}

function prepared(db: Database, sql: string) {
  const statement = db.prepare(sql)
  return (values: readonly CellValue[]): number => Number(statement.run(...values).changes)
}

function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ')
}

function idHash(id: CellValue | undefined): number {
  return typeof id === 'string' ? hashOf(fromStored(id)) : 0
}
