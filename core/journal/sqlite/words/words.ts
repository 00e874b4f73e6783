import { SAID_TYPES } from '../../../events/said.ts'
import type { Position } from '../../port.ts'
import { change, type Database, inTransaction, select } from '../database/node-sqlite.ts'

// One piece of work is some 3 ms, which is what an append may have to wait for it.
const POSITIONS = 200
const MERGED_PAGES = 32
// The rules the index was made by. If they have changed, it is cleared and rebuilt in pieces.
const RULES = 'words of chat, notes, titles and answers'

/** Whose words are in the index. */
const TYPES = JSON.stringify(SAID_TYPES)

/** A table of words. The index in the file and the one of events that are not in it yet are alike. */
export const WORDS = `USING fts5 (text, user, content='', contentless_delete=1,
  tokenize="unicode61 remove_diacritics 2")`

// What people search for; no event has two of these.
const TEXTS = ['text', 'title', 'answer']

/** The columns of such a table for an entry. People search what was delivered, so a filter's change replaces the original. */
export const WORDS_OF_ENTRY = `position,
  coalesce(${TEXTS.map(field => `body ->> '$.changed.data.${field}', body ->> '$.data.${field}'`).join(', ')}),
  concat_ws(' ', body ->> '$.data.user.name', body ->> '$.data.user.displayName', body ->> '$.data.by')`

/** A row that a damaged disk left unreadable is found by none of its words, and keeps no other from being found. */
export const READABLE = 'json_valid(body)'

/** The position up to which the index holds everything. */
export function indexedUpTo(db: Database): () => Position | undefined {
  const done = select<[Position]>(db, 'SELECT position FROM progress WHERE name = ?')
  return () => done(RULES)[0]?.[0]
}

/**
 * The text index over chat, notes, titles and answers of models, dropped and made-up ones too. Filled behind the appends,
 * because it costs as much as they do. It is never left to merge by itself: that would now and then take a hundred times as
 * long as a piece.
 */
export function words(db: Database) {
  const done = indexedUpTo(db)
  const forget = change(db, "DELETE FROM progress WHERE name LIKE 'words%'")
  const setDone = change(db, 'INSERT OR REPLACE INTO progress VALUES (?, ?)')
  const next = select<[Position | null]>(
    db,
    'SELECT min(position) FROM entries WHERE position > ? UNION ALL SELECT max(position) FROM entries',
  )
  const index = change(
    db,
    `INSERT INTO words (rowid, text, user) SELECT ${WORDS_OF_ENTRY}
     FROM entries INDEXED BY entries_kind
     WHERE kept IN (0, 1) AND type IN (SELECT value FROM json_each(?)) AND position >= ? AND position <= ?
     AND ${READABLE} ORDER BY position`,
  )
  // Numbers of JavaScript come as floating ones, which it refuses.
  const command = change(db, 'INSERT INTO words (words, rank) VALUES (?, CAST(? AS INTEGER))')
  const beginAnew = (): Position => {
    command('delete-all', null)
    command('automerge', 0)
    // An older Promethean that gets this journal again begins anew, too.
    forget()
    setDone(RULES, 0)
    return 0
  }

  return {
    /** One more piece of the index. @returns how many events are left */
    indexWords: (): number =>
      inTransaction(db, () => {
        const [[first], [end]] = next(done() ?? beginAnew()) as [[Position | null], [Position]]
        if (first === null) return 0
        const last = Math.min(first + POSITIONS - 1, end)
        index(TYPES, first, last)
        setDone(RULES, last)
        command('merge', MERGED_PAGES)
        return end - last
      }),
  }
}
