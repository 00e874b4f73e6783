import type { Position } from '../../port.ts'
import { change, type Database, inTransaction, select } from '../database/node-sqlite.ts'
import { END } from './end.ts'
import { heldEvents, type PackedHeld } from './held.ts'
import type { PackedEntry } from './pack.ts'

export type PackedCopy = readonly [id: string, source: string, received: number, own: string | null]
export type PackedNote = readonly [event: string, plugin: string, text: string, at: number]

// A plugin that notes without end must not fill the disk.
const NOTES_OF_ONE = 100

/** What an append did: new entries stand at `first` and the positions behind it, those at the indices `repeats` were known. */
export interface Appended {
  readonly first: Position
  readonly repeats: readonly number[]
}

export interface Appending {
  readonly entries: readonly PackedEntry[]
  readonly copies: readonly PackedCopy[]
  readonly notes: readonly PackedNote[]
  readonly held: readonly PackedHeld[]
  readonly released: readonly string[]
}

/** Writes entries, copies, notes and held events. */
export function appends(db: Database) {
  const insert = change(
    db,
    `INSERT INTO entries SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
     WHERE NOT EXISTS (SELECT 1 FROM entries WHERE hash = ?11 AND id = ?2)
     AND NOT EXISTS (SELECT 1 FROM forgotten WHERE hash = ?11 AND id = ?2)`,
  )
  // Not if it is the same entry: an append whose answer was lost is sent again.
  const insertCopy = change(
    db,
    `INSERT OR IGNORE INTO copies SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM entries
     WHERE hash = ?5 AND id = ?1 AND received = ?3 AND body ->> 'source' = ?2)
     AND NOT EXISTS (SELECT 1 FROM forgotten WHERE hash = ?5 AND id = ?1)`,
  )
  const insertEffect = change(db, 'INSERT INTO effects VALUES (?, ?)')
  // Once, for the same reason.
  const insertNote = change(
    db,
    `INSERT INTO notes SELECT ?1, ?2, ?3, ?4
     WHERE (SELECT count(*) FROM notes WHERE event = ?1) < ${NOTES_OF_ONE} AND NOT EXISTS
     (SELECT 1 FROM notes WHERE event = ?1 AND plugin = ?2 AND text = ?3 AND at = ?4)
     AND NOT EXISTS (SELECT 1 FROM forgotten WHERE hash = ?5 AND id = ?1)`,
  )
  const { hold, release, held } = heldEvents(db)
  // The last events may have been forgotten; their positions are not given again.
  const last = select<[Position | null]>(
    db,
    `SELECT max(coalesce((SELECT max(position) FROM entries), 0),
       coalesce((SELECT position FROM progress WHERE name = '${END}'), 0))`,
  )
  const end = (): Position => last()[0]?.[0] ?? 0

  const appendEntries = (entries: readonly PackedEntry[]): Appended => {
    const first = end() + 1
    const repeats: number[] = []
    let position = first
    entries.forEach(([columns, cause], index) => {
      if (insert(position, ...columns, hashOf(columns[0])) === 0) {
        repeats.push(index)
        return
      }
      if (cause !== null) insertEffect(cause, position)
      position++
    })
    return { first, repeats }
  }

  const appendAll = ({ entries, copies, notes, held, released }: Appending): Appended => {
    const appended = appendEntries(entries)
    for (const index of appended.repeats) {
      const [[id, , received, , , , , , body]] = entries[index] as PackedEntry
      insertCopy(id, sourceOf(body), received, null, hashOf(id))
    }
    for (const copy of copies) insertCopy(...copy, hashOf(copy[0]))
    for (const note of notes) insertNote(...note, hashOf(note[0]))
    hold(held)
    release(released)
    return appended
  }

  return {
    end,
    held,
    append: (appending: Appending) => inTransaction(db, () => appendAll(appending)),
  }
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  return hash | 0
}

function sourceOf(body: string): string {
  // Written by packEntry, which gives every body a source.
  return (JSON.parse(body) as { readonly source: string }).source
}
