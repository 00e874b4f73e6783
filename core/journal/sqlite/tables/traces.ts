import type { Person } from '../../forgetting/person.ts'
import { Traces } from '../../forgetting/traces.ts'
import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { fromStored } from '../database/stored-text.ts'

/** Traces of a person among some entries. */
export interface PackedTraces {
  /** Searched up to here; undefined if there are no more entries. */
  readonly last: Position | undefined
  /** Events that go, with their type. */
  readonly removed: readonly (readonly [position: Position, type: string])[]
  /** Events that stay, with the body they are to have. */
  readonly cleaned: readonly (readonly [position: Position, body: string])[]
}

/** Finds what a journal holds of a person. It changes nothing. */
export function traces(db: Database) {
  let wanted: Traces | undefined
  let isDefined = false
  const define = (): void => {
    if (isDefined) return
    isDefined = true
    db.function('holds_trace', body =>
      typeof body === 'string' && wanted?.maybeIn(fromStored(body)) ? 1 : 0,
    )
  }
  const edge = select<[Position | null]>(
    db,
    'SELECT max(position) FROM (SELECT position FROM entries WHERE position > ? ORDER BY position LIMIT ?)',
  )
  const suspects = select<[Position, type: string, platform: string | null, body: string]>(
    db,
    `SELECT position, type, platform, body FROM entries NOT INDEXED
     WHERE position > ? AND position <= ? AND holds_trace(body) ORDER BY position`,
  )
  const descendants = select<[Position, type: string]>(
    db,
    `WITH RECURSIVE answers (position) AS (SELECT value FROM json_each(?) UNION
       SELECT effects.position FROM answers CROSS JOIN entries USING (position)
       CROSS JOIN effects ON effects.cause = entries.id)
     SELECT position, type FROM answers CROSS JOIN entries USING (position)`,
  )
  const notesOf = select<[rowid: number, text: string]>(
    db,
    'SELECT rowid, text FROM notes WHERE holds_trace(text)',
  )
  const states = select<[use: string, value: string]>(
    db,
    'SELECT use, value FROM state WHERE holds_trace(value) ORDER BY use',
  )
  const look = (person: Person): Traces => {
    define()
    wanted = new Traces(person)
    return wanted
  }

  return {
    tracesOf: (person: Person, after: Position, count: number): PackedTraces => {
      const known = look(person)
      const last = edge(after, count)[0]?.[0] ?? undefined
      if (last === undefined) return { last, removed: [], cleaned: [] }
      const own: Position[] = []
      const cleaned: [Position, string][] = []
      for (const [position, type, platform, text] of suspects(after, last)) {
        const body = fieldsIn(text)
        // What a damaged disk left of it is theirs as far as anybody can tell.
        const trace =
          body === undefined ? 'remove' : known.of({ type, platform: platform ?? undefined, body })
        if (trace === 'remove') own.push(position)
        else if (trace !== 'leave') cleaned.push([position, JSON.stringify(trace.body)])
      }
      return { last, removed: descendants(JSON.stringify(own)), cleaned }
    },
    /** Lines of `explain`, by the number of their row. */
    notesNaming: (person: Person): readonly number[] => {
      const known = look(person)
      return notesOf()
        .filter(([, text]) => known.isIn(text))
        .map(([row]) => row)
    },
    /** Whose state holds a name or the id. */
    statesNaming: (person: Person): readonly string[] => {
      const known = look(person)
      const naming = states().filter(([, value]) => known.isIn(read(value)))
      return [...new Set(naming.map(([use]) => use))]
    },
  }
}

function fieldsIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const body = read(text)
  // Written by packEntry, which writes nothing but objects.
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
