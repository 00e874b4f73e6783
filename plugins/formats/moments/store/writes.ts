import { type Database, inTransaction } from './database.ts'
import { keyOf, parseIds, type Said, scopeOf } from './said.ts'

/** A moment closes with this many lines. */
const MOST_LINES = 10
/** It closes this long after its first line. */
const MOMENT_MS = 30_000

// An end of a session is part of none.
const NO_PASSAGE = 0

interface PassageRow {
  readonly id: number
  readonly begin: number
  readonly end: number
  readonly ready: number
  readonly size: number
  readonly ids: string
  readonly text: string
}

type Line = Extract<Said, { kind: 'line' }>
type Text = Pick<Line, 'id' | 'at' | 'text'>

/**
 * Forms passages of what is said. Which passages come of a sequence of events depends on nothing but this sequence: an event
 * that was told before changes nothing, and after it the next line goes where it would have gone then.
 */
export class Writes {
  readonly #db: Database
  readonly #statements: ReturnType<typeof statements>
  readonly #scopes = new Map<string, number>()

  constructor(db: Database) {
    this.#db = db
    this.#statements = statements(db)
  }

  /** Takes all of it, or nothing. */
  take(all: readonly Said[]): void {
    try {
      inTransaction(this.#db, () => {
        for (const said of all) {
          if (said.kind === 'line') this.#line(said)
          else if (said.kind === 'ended') this.#end(said)
          else if (this.#known(said.id).length === 0) this.#begin(said, said.scope, 0)
        }
      })
    } catch (failure) {
      // Some of them may have been undone.
      this.#scopes.clear()
      throw failure
    }
  }

  #line(said: Line): void {
    const { setCurrent, setReady } = this.#statements
    const scope = this.#scopeId(said.scope)
    const before = this.#known(said.id)
    if (before.length > 0) {
      const moment = before.find(one => one.scope === scope)
      if (moment !== undefined) setCurrent.run(moment.id, scope)
      return
    }
    if (said.alone !== undefined) this.#begin(said, said.alone, 0)
    const moment = this.#currentOf(scope)
    if (moment !== undefined && isOpenFor(moment, said.at)) {
      this.#join(moment, said)
      return
    }
    if (moment !== undefined) setReady.run(moment.id)
    setCurrent.run(this.#begin(said, said.scope, said.at + MOMENT_MS), scope)
  }

  #end({ id: event, session }: Extract<Said, { kind: 'ended' }>): void {
    const { addMember, allScopes, setReady } = this.#statements
    // Told before: what is open now was begun after it.
    if (addMember.run(keyOf(event), NO_PASSAGE).changes === 0) return
    for (const { id, scope } of allScopes.all()) {
      if (scopeOf(String(scope)).session !== session) continue
      const moment = this.#currentOf(Number(id))
      if (moment !== undefined) setReady.run(moment.id)
    }
  }

  #begin(said: Text, scope: string, ready: number): number {
    const { add, addMember, wait } = this.#statements
    const ids = JSON.stringify([said.id])
    const row = add.run(this.#scopeId(scope), said.at, said.at, ready, ids, said.text)
    const passage = Number(row.lastInsertRowid)
    addMember.run(keyOf(said.id), passage)
    wait.run(passage, said.at)
    return passage
  }

  #join(moment: PassageRow, said: Text): void {
    const { extend, addMember, wait } = this.#statements
    const size = moment.size + 1
    const ready = size === MOST_LINES ? 0 : moment.ready
    const ids = JSON.stringify([...parseIds(moment.ids), said.id])
    const end = Math.max(moment.end, said.at)
    extend.run(end, ready, size, ids, `${moment.text}\n${said.text}`, moment.id)
    addMember.run(keyOf(said.id), moment.id)
    wait.run(moment.id, moment.begin)
  }

  /** The passages that have this event. */
  #known(event: string): readonly { readonly id: number; readonly scope: number }[] {
    return this.#statements.known
      .all(keyOf(event))
      .filter(({ ids }) => parseIds(ids).includes(event))
      .map(({ id, scope }) => ({ id: Number(id), scope: Number(scope) }))
  }

  #currentOf(scope: number): PassageRow | undefined {
    // The columns of this table.
    return this.#statements.current.get(scope) as PassageRow | undefined
  }

  #scopeId(scope: string): number {
    const cached = this.#scopes.get(scope)
    if (cached !== undefined) return cached
    const { findScope, addScope } = this.#statements
    const found = findScope.get(scope)
    const id = Number(found?.id ?? addScope.run(scope).lastInsertRowid)
    this.#scopes.set(scope, id)
    return id
  }
}

function statements(db: Database) {
  return {
    findScope: db.prepare('SELECT id FROM scopes WHERE scope = ?'),
    addScope: db.prepare('INSERT INTO scopes (scope) VALUES (?)'),
    allScopes: db.prepare('SELECT id, scope FROM scopes'),
    current: db.prepare(
      'SELECT p.* FROM scopes s JOIN passages p ON p.id = s.current WHERE s.id = ?',
    ),
    setCurrent: db.prepare('UPDATE scopes SET current = ? WHERE id = ?'),
    setReady: db.prepare('UPDATE passages SET ready = 0 WHERE id = ?'),
    known: db.prepare(
      'SELECT p.id, p.scope, p.ids FROM members m JOIN passages p ON p.id = m.passage WHERE m.hash = ?',
    ),
    add: db.prepare(
      'INSERT INTO passages (scope, begin, end, ready, size, ids, text) VALUES (?, ?, ?, ?, 1, ?, ?)',
    ),
    extend: db.prepare(
      'UPDATE passages SET end = ?, ready = ?, size = ?, ids = ?, text = ? WHERE id = ?',
    ),
    addMember: db.prepare('INSERT OR IGNORE INTO members VALUES (?, ?)'),
    // A moment that has grown is another text than the one that was refused.
    wait: db.prepare(
      `INSERT INTO waiting SELECT id, ?, ?, 0 FROM models WHERE true
       ON CONFLICT DO UPDATE SET tries = 0 WHERE tries > 0`,
    ),
  }
}

function isOpenFor({ begin, ready, size }: PassageRow, at: number): boolean {
  return ready !== 0 && size < MOST_LINES && Math.abs(at - begin) < MOMENT_MS
}
