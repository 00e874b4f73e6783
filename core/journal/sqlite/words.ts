import type { Position } from '../port.ts'
import { change, type Database, inTransaction, select } from './node-sqlite.ts'

/** The text index over chat. Filled behind the appends, because it costs as much as they do. */
export function words(db: Database) {
  const done = select<[Position]>(db, "SELECT position FROM progress WHERE name = 'words'")
  const setDone = change(db, "INSERT OR REPLACE INTO progress VALUES ('words', ?)")
  const end = select<[Position | null]>(db, 'SELECT max(position) FROM entries')
  const nth = select<[Position]>(
    db,
    `SELECT position FROM entries INDEXED BY entries_kind WHERE kept = 1 AND type = 'chat.message'
     AND position > ? ORDER BY position LIMIT 1 OFFSET ?`,
  )
  // What was delivered is what people search, so a filter's change goes before what was told.
  const index = change(
    db,
    `INSERT INTO words (rowid, text, user) SELECT position,
       coalesce(body ->> '$.changed.data.text', body ->> '$.data.text'),
       concat_ws(' ', body ->> '$.data.user.name', body ->> '$.data.user.displayName')
     FROM entries INDEXED BY entries_kind
     WHERE kept = 1 AND test = 0 AND type = 'chat.message' AND position > ? AND position <= ?`,
  )

  return {
    /** Indexes about this many more lines; true while there are more. */
    indexWords: (lines: number): boolean =>
      inTransaction(db, () => {
        const from = done()[0]?.[0] ?? 0
        const to = nth(from, lines)[0]?.[0] ?? end()[0]?.[0] ?? 0
        if (to <= from) return false
        index(from, to)
        setDone(to)
        return nth(to, 0).length > 0
      }),
  }
}
