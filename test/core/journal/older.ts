import type { JournalEntry } from '../../../core/journal/port.ts'
import { migrations } from '../../../core/journal/sqlite/database/migrations.ts'
import { inTransaction, openDatabase } from '../../../core/journal/sqlite/database/node-sqlite.ts'
import { migrate } from '../../../core/journal/sqlite/database/schema.ts'
import { hashOf } from '../../../core/journal/sqlite/tables/appends.ts'
import { packEntry } from '../../../core/journal/sqlite/tables/pack.ts'

/** The last schema before streams and people were counted. */
export const BEFORE_COUNTS = 4

/** The last schema before people could be forgotten. */
export const BEFORE_FORGETTING = 5

/** Makes a journal as an older Promethean left it. */
export function olderJournal(
  file: string,
  entries: readonly JournalEntry[],
  version: number,
): void {
  const db = openDatabase(file)
  db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL')
  migrate(db, file, migrations.slice(0, version))
  const insert = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  inTransaction(db, () => {
    entries.forEach((entry, index) => {
      const [columns] = packEntry(entry)
      insert.run(index + 1, ...columns, hashOf(columns[0]))
    })
  })
  db.close()
}
