import type { Position } from '../../port.ts'
import { change, type Database, inTransaction, select } from '../database/node-sqlite.ts'
import { OVERWRITING } from '../database/schema.ts'
import { hashOf } from './appends.ts'
import { END } from './end.ts'
import { removes } from './prunes.ts'

// One piece of work is some 3 ms, which is what an append may have to wait for it.
const MERGED_PAGES = 100
const FREED_PAGES = 100

/** Deletes what is to be forgotten, so that no byte of it stays in the file. */
export function forgets(db: Database) {
  const idsAt = select<[id: string]>(
    db,
    `SELECT id FROM entries WHERE position IN (SELECT value FROM json_each(?1)) UNION
     SELECT own FROM copies WHERE own IS NOT NULL AND event IN
       (SELECT id FROM entries WHERE position IN (SELECT value FROM json_each(?1)))`,
  )
  const keep = change(db, 'INSERT OR IGNORE INTO forgotten VALUES (?, ?)')
  const keepEnd = change(
    db,
    `INSERT OR REPLACE INTO progress SELECT '${END}', max(position) FROM (SELECT position FROM entries
     UNION ALL SELECT position FROM progress WHERE name = '${END}') HAVING max(position) IS NOT NULL`,
  )
  const setBody = change(db, 'UPDATE entries SET body = ? WHERE position = ?')
  const chatter = change(
    db,
    'DELETE FROM stream_chatters WHERE who IN (SELECT value FROM json_each(?))',
  )
  const note = change(db, 'DELETE FROM notes WHERE rowid IN (SELECT value FROM json_each(?))')
  const ids = select<[id: string]>(
    db,
    'SELECT id FROM forgotten WHERE (hash, id) > (?, ?) ORDER BY hash, id LIMIT ?',
  )
  const merge = change(db, "INSERT INTO words (words, rank) VALUES ('merge', CAST(? AS INTEGER))")
  const changes = select<[number]>(db, 'SELECT total_changes()')
  const free = select<[number]>(db, 'PRAGMA freelist_count')
  let remove: ReturnType<typeof removes> | undefined
  const isOverwriting = select<[1]>(db, "SELECT 1 FROM progress WHERE name = 'overwriting'")
  const overwriting = <T>(work: () => T): T => {
    // Free pages too: https://sqlite.org/pragma.html#pragma_secure_delete
    db.exec('PRAGMA secure_delete = ON')
    try {
      return work()
    } finally {
      db.exec('PRAGMA secure_delete = FAST')
    }
  }

  return {
    /** Deletes these entries with all that hangs on them. @returns their ids, also those that copies had */
    forgetRows: (positions: readonly Position[]): readonly string[] =>
      overwriting(() =>
        inTransaction(db, () => {
          const gone = idsAt(JSON.stringify(positions)).flat()
          for (const id of gone) keep(hashOf(id), id)
          keepEnd()
          remove ??= removes(db)
          remove(positions, [])
          return gone
        }),
      ),
    /** Replaces bodies. */
    rewriteRows: (rows: readonly (readonly [Position, string])[]): void =>
      overwriting(() =>
        inTransaction(db, () => {
          for (const [position, body] of rows) setBody(body, position)
        }),
      ),
    /** @param who as `stream_chatters` names them */
    forgetRest: (who: readonly string[], notes: readonly number[]): void =>
      overwriting(() =>
        inTransaction(db, () => {
          chatter(JSON.stringify(who))
          note(JSON.stringify(notes))
        }),
      ),
    /**
     * One more step of taking deleted words out of their index, where they stay until it is merged, and of giving free pages
     * back. https://sqlite.org/fts5.html#the_merge_command
     * @param isFirst begins with all of the index
     * @returns whether there is more to do
     */
    tidyForgotten: (isFirst: boolean): boolean =>
      overwriting(() => {
        const before = changes()[0]?.[0] ?? 0
        merge(isFirst ? -MERGED_PAGES : MERGED_PAGES)
        const isMerging = (changes()[0]?.[0] ?? 0) - before >= 2
        db.exec(`PRAGMA incremental_vacuum(${FREED_PAGES})`)
        const isFreeing = (free()[0]?.[0] ?? 0) > 0
        if (isMerging || isFreeing) return true
        // A journal of an older Promethean has remains of rows that moved from page to page: it is written anew, once.
        if (isOverwriting().length === 0) db.exec(`VACUUM; ${OVERWRITING}`)
        // The log holds what was deleted until it begins again.
        select(db, 'PRAGMA wal_checkpoint(TRUNCATE)')()
        return false
      }),
    /** Ids of forgotten events, in an order of their own. */
    forgottenIds: (after: string | undefined, limit: number): readonly string[] =>
      ids(after === undefined ? Number.MIN_SAFE_INTEGER : hashOf(after), after ?? '', limit).flat(),
  }
}
