import { type Database, inTransaction } from './database.ts'
import { keyOf, parseIds } from './event-ids.ts'
import { type Said, scopeOf } from './said.ts'

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

/**
 * Forms passages of what is said. Which passages come of a sequence of events depends on nothing but this sequence: an event
 * that was told before changes nothing, and after it the next line goes where it would have gone then.
 */
export function writes(db: Database) {
  const scopes = new Map<string, number>()
  const findScope = db.prepare('SELECT id FROM scopes WHERE scope = ?')
  const addScope = db.prepare('INSERT INTO scopes (scope) VALUES (?)')
  const current = db.prepare(
    'SELECT p.* FROM scopes s JOIN passages p ON p.id = s.current WHERE s.id = ?',
  )
  const setCurrent = db.prepare('UPDATE scopes SET current = ? WHERE id = ?')
  const setReady = db.prepare('UPDATE passages SET ready = 0 WHERE id = ?')
  const known = db.prepare(
    'SELECT p.id, p.scope, p.ids FROM members m JOIN passages p ON p.id = m.passage WHERE m.hash = ?',
  )
  const add = db.prepare(
    'INSERT INTO passages (scope, begin, end, ready, size, ids, text) VALUES (?, ?, ?, ?, 1, ?, ?)',
  )
  const extend = db.prepare(
    'UPDATE passages SET end = ?, ready = ?, size = ?, ids = ?, text = ? WHERE id = ?',
  )
  const addMember = db.prepare('INSERT OR IGNORE INTO members VALUES (?, ?)')
  const wait = db.prepare('INSERT OR IGNORE INTO waiting SELECT id, ?, ?, 0 FROM models')
  const allScopes = db.prepare('SELECT id, scope FROM scopes')

  const scopeId = (scope: string): number => {
    const cached = scopes.get(scope)
    if (cached !== undefined) return cached
    const found = findScope.get(scope)
    const id = Number(found?.id ?? addScope.run(scope).lastInsertRowid)
    scopes.set(scope, id)
    return id
  }

  const currentOf = (scope: number): PassageRow | undefined =>
    // The columns of the table above.
    current.get(scope) as PassageRow | undefined

  const passagesWith = (id: string, key: number) =>
    known.all(key).filter(({ ids }) => parseIds(ids).includes(id))

  const begin = (scope: number, said: { id: string; at: number; text: string }, ready: number) => {
    const ids = JSON.stringify([said.id])
    const passage = Number(add.run(scope, said.at, said.at, ready, ids, said.text).lastInsertRowid)
    addMember.run(keyOf(said.id), passage)
    wait.run(passage, said.at)
    return passage
  }

  const join = (moment: PassageRow, said: { id: string; at: number; text: string }) => {
    const size = moment.size + 1
    const ready = size === MOST_LINES ? 0 : moment.ready
    const ids = JSON.stringify([...parseIds(moment.ids), said.id])
    const end = Math.max(moment.end, said.at)
    extend.run(end, ready, size, ids, `${moment.text}\n${said.text}`, moment.id)
    addMember.run(keyOf(said.id), moment.id)
    wait.run(moment.id, moment.begin)
  }

  const takeLine = (said: Extract<Said, { kind: 'line' }>): void => {
    const scope = scopeId(said.scope)
    const before = passagesWith(said.id, keyOf(said.id))
    if (before.length > 0) {
      const moment = before.find(one => one.scope === scope)
      if (moment !== undefined) setCurrent.run(Number(moment.id), scope)
      return
    }
    if (said.alone !== undefined) begin(scopeId(said.alone), said, 0)
    const moment = currentOf(scope)
    if (moment !== undefined && isOpenFor(moment, said.at)) {
      join(moment, said)
      return
    }
    if (moment !== undefined) setReady.run(moment.id)
    setCurrent.run(begin(scope, said, said.at + MOMENT_MS), scope)
  }

  const takeText = (said: Extract<Said, { kind: 'text' }>): void => {
    if (passagesWith(said.id, keyOf(said.id)).length === 0) begin(scopeId(said.scope), said, 0)
  }

  const end = ({ id: event, session }: Extract<Said, { kind: 'ended' }>): void => {
    // Told before: what is open now was begun after it.
    if (addMember.run(keyOf(event), NO_PASSAGE).changes === 0) return
    for (const { id, scope } of allScopes.all()) {
      if (scopeOf(String(scope)).session !== session) continue
      const moment = currentOf(Number(id))
      if (moment !== undefined) setReady.run(moment.id)
    }
  }

  return {
    /** Takes all of it, or nothing. */
    take(all: readonly Said[]): void {
      try {
        inTransaction(db, () => {
          for (const said of all) {
            if (said.kind === 'line') takeLine(said)
            else if (said.kind === 'text') takeText(said)
            else end(said)
          }
        })
      } catch (failure) {
        // Some of them may have been undone.
        scopes.clear()
        throw failure
      }
    },
  }
}

function isOpenFor({ begin, ready, size }: PassageRow, at: number): boolean {
  return ready !== 0 && size < MOST_LINES && Math.abs(at - begin) < MOMENT_MS
}
