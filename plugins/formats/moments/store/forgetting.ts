import type { SQLOutputValue } from 'node:sqlite'
import { type Database, inTransaction } from './database.ts'
import { keyOf, parseIds } from './said.ts'

// Others get their turn in between.
const MOST_FORGOTTEN = 1_000

/** A passage that goes. */
export interface GoingPassage {
  readonly id: number
  readonly scope: number
  /** Of its events: `parseIds`. */
  readonly ids: string
}

/** Where the vectors of passages are. */
export interface VectorPlace {
  /** These passages go, and their vectors with them. */
  clear(passages: readonly GoingPassage[]): void
  /** Some of the vectors of all models but this one go. @returns whether there were any */
  forgetOthers(model: number): boolean
}

interface PassageRow extends GoingPassage {
  readonly begin: number
  readonly end: number
  readonly ready: number
  readonly text: string
}

/** Takes single events out of an index, so that no byte of what they said is left in its file. */
export class Forgetting {
  readonly #db: Database
  readonly #place: VectorPlace
  readonly #statements: ReturnType<typeof statements>

  constructor(db: Database, place: VectorPlace) {
    this.#db = db
    this.#place = place
    this.#statements = statements(db)
  }

  /**
   * Forgets these events: their own passages go, and moments they were part of are read again without them.
   * @returns how many passages went, and how many moments stay
   */
  forget(events: readonly string[]): { readonly removed: number; readonly cleaned: number } {
    // Deleted content is overwritten with zeros: https://sqlite.org/pragma.html#pragma_secure_delete
    this.#db.exec('PRAGMA secure_delete = ON')
    try {
      return inTransaction(this.#db, () => this.#forget(new Set(events)))
    } finally {
      this.#db.exec('PRAGMA secure_delete = FAST')
    }
  }

  /**
   * Forgets passages that begin earlier, a thousand at most.
   * @returns whether there may be more
   */
  forgetBefore(time: number): boolean {
    const { old, forgetMember, forgetWaitingOf, forgetPassage } = this.#statements
    const gone = old.all(time).map(goingOf)
    inTransaction(this.#db, () => {
      this.#place.clear(gone)
      for (const { id, ids } of gone) {
        for (const event of parseIds(ids)) forgetMember.run(keyOf(event), id)
        forgetWaitingOf.run(id)
        forgetPassage.run(id)
      }
    })
    return gone.length === MOST_FORGOTTEN
  }

  /** The log holds what was deleted until it begins again. */
  tidy(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  #forget(gone: ReadonlySet<string>) {
    const touched = new Map<number, PassageRow>()
    for (const event of gone) {
      const rows = this.#statements.with.all(keyOf(event)).map(passageOf)
      for (const row of rows) if (parseIds(row.ids).includes(event)) touched.set(row.id, row)
    }
    this.#place.clear([...touched.values()])
    let cleaned = 0
    for (const row of touched.values()) {
      const left = this.#replace(row, gone)
      if (left) cleaned += 1
    }
    return { removed: touched.size - cleaned, cleaned }
  }

  // A passage of its own: a vector of the old text that is being made belongs to none.
  #replace(row: PassageRow, gone: ReadonlySet<string>): boolean {
    const { forgetMember, forgetWaiting, forgetPassage, add, addMember, wait, move } =
      this.#statements
    const ids = parseIds(row.ids)
    for (const event of ids) forgetMember.run(keyOf(event), row.id)
    forgetWaiting.run(row.id)
    forgetPassage.run(row.id)
    const lines = row.text.split('\n')
    // Each line is one event's, as they joined the moment.
    const left = ids.flatMap((id, at) => (gone.has(id) ? [] : [{ id, text: lines[at] ?? '' }]))
    if (left.length === 0 || lines.length !== ids.length) {
      move.run(null, row.id)
      return false
    }
    const { scope, begin, end, ready } = row
    const kept = JSON.stringify(left.map(({ id }) => id))
    const text = left.map(({ text }) => text).join('\n')
    const made = Number(add.run(scope, begin, end, ready, left.length, kept, text).lastInsertRowid)
    for (const { id } of left) addMember.run(keyOf(id), made)
    wait.run(made, begin)
    move.run(made, row.id)
    return true
  }
}

type Columns = Readonly<Record<string, SQLOutputValue>>

function goingOf({ id, scope, ids }: Columns): GoingPassage {
  return { id: Number(id), scope: Number(scope), ids: String(ids) }
}

function passageOf(row: Columns): PassageRow {
  const { begin, end, ready, text } = row
  const times = { begin: Number(begin), end: Number(end), ready: Number(ready) }
  return { ...goingOf(row), ...times, text: String(text) }
}

function statements(db: Database) {
  return {
    with: db.prepare(
      'SELECT p.* FROM members m JOIN passages p ON p.id = m.passage WHERE m.hash = ?',
    ),
    old: db.prepare(`SELECT id, scope, ids FROM passages WHERE begin < ? LIMIT ${MOST_FORGOTTEN}`),
    forgetWaitingOf: db.prepare(
      'DELETE FROM waiting WHERE passage = ? AND model IN (SELECT id FROM models)',
    ),
    forgetMember: db.prepare('DELETE FROM members WHERE hash = ? AND passage = ?'),
    forgetWaiting: db.prepare('DELETE FROM waiting WHERE passage = ?'),
    forgetPassage: db.prepare('DELETE FROM passages WHERE id = ?'),
    add: db.prepare(
      'INSERT INTO passages (scope, begin, end, ready, size, ids, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    addMember: db.prepare('INSERT OR IGNORE INTO members VALUES (?, ?)'),
    wait: db.prepare('INSERT OR IGNORE INTO waiting SELECT id, ?, ?, 0 FROM models'),
    move: db.prepare('UPDATE scopes SET current = ? WHERE current = ?'),
  }
}
