import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { hashOf } from './appends.ts'
import type { PackedRow } from './pack.ts'

const COLUMNS = 'position, id, type, received, platform, channel, session, kept, test, body'

// A consumer's lag is shown, not reckoned with: beyond a million it only says "many".
const COUNTED_AT_MOST = 1_000_000
const EFFECTS_AT_MOST = 1_000

export interface PackedRange {
  readonly after: Position
  readonly to: Position
  readonly limit: number
  readonly types: readonly string[] | undefined
  readonly kept: boolean | undefined
}

/** Reads rows by position, id, type and time. */
export function reads(db: Database) {
  const { rows, walk, newest, newestIds, firstSince, receivedIn, end } = rowStatements(db)
  const { ofKind, countKind, nextType } = kindStatements(db)
  const { byId, copies, firstOf, notes, effects } = eventStatements(db)
  const rowOf = (id: string): PackedRow | undefined => byId(hashOf(id), id)[0]
  const typesOf = (kept: 0 | 1): string[] => {
    const types: string[] = []
    for (let type = nextType(kept, '')[0]?.[0]; type; type = nextType(kept, type)[0]?.[0]) {
      types.push(type)
    }
    return types
  }
  const kinds = ({ types, kept }: PackedRange): [kept: 0 | 1, type: string][] =>
    verdicts(kept).flatMap(of =>
      [...new Set(types ?? typesOf(of))].map(type => [of, type] as [0 | 1, string]),
    )

  return {
    at: (positions: readonly Position[]) => rows(JSON.stringify(positions)),
    read: (range: PackedRange): PackedRow[] => {
      const { after, to, limit, types, kept } = range
      if (!types) return walk(after, to, kept === undefined ? null : Number(kept), limit)
      const found = kinds(range).flatMap(kind => ofKind(...kind, after, to, limit).flat())
      return rows(JSON.stringify(found.sort((a, b) => a - b).slice(0, limit)))
    },
    count: (range: PackedRange): number => {
      let counted = 0
      for (const kind of kinds(range)) {
        const left = COUNTED_AT_MOST - counted
        counted += countKind(...kind, range.after, range.to, left)[0]?.[0] ?? 0
      }
      return counted
    },
    rowsOf: (ids: readonly string[]): PackedRow[] => {
      const found = [...new Set(ids)].map(rowOf).filter(row => row !== undefined)
      return found.sort(([one], [other]) => one - other)
    },
    find: (asked: string) => {
      const row = rowOf(asked) ?? rowOf(firstOf(asked)[0]?.[0] ?? '')
      return row && { row, copies: copies(row[1]), notes: notes(row[1]) }
    },
    effects: (id: string) => effects(id).flat(),
    newest: (count: number) => newest(count).reverse(),
    newestIds: (count: number) => newestIds(count).flat().reverse(),
    /** How many events of any kind were received in a time. */
    receivedIn: (since: number, until: number): number => receivedIn(since, until)[0]?.[0] ?? 0,
    positionAt: (received: number): Position => {
      const first = firstSince(received)[0]?.[0] ?? undefined
      return first === undefined ? (end()[0]?.[0] ?? 0) : first - 1
    },
  }
}

// By position and time.
function rowStatements(db: Database) {
  const rows = select<PackedRow>(
    db,
    `SELECT ${COLUMNS} FROM entries WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position`,
  )
  const walk = select<PackedRow>(
    db,
    `SELECT ${COLUMNS} FROM entries NOT INDEXED WHERE position > ? AND position <= ?
     AND (?3 IS NULL OR kept = ?3) ORDER BY position LIMIT ?4`,
  )
  const newest = select<PackedRow>(
    db,
    `SELECT ${COLUMNS} FROM entries ORDER BY position DESC LIMIT ?`,
  )
  const newestIds = select<[string]>(db, 'SELECT id FROM entries ORDER BY position DESC LIMIT ?')
  // Forced onto the small index: by position it would walk the whole table.
  const firstSince = select<[Position | null]>(
    db,
    'SELECT min(position) FROM entries INDEXED BY entries_received WHERE received >= ?',
  )
  const receivedIn = select<[number]>(
    db,
    'SELECT count(*) FROM entries INDEXED BY entries_received WHERE received >= ? AND received < ?',
  )
  const end = select<[Position | null]>(db, 'SELECT max(position) FROM entries')
  return { rows, walk, newest, newestIds, firstSince, receivedIn, end }
}

// By verdict and type, from an index that holds nothing else.
function kindStatements(db: Database) {
  const ofKind = select<[Position]>(
    db,
    `SELECT position FROM entries INDEXED BY entries_kind WHERE kept = ? AND type = ?
     AND position > ? AND position <= ? ORDER BY position LIMIT ?`,
  )
  const countKind = select<[number]>(
    db,
    `SELECT count(*) FROM (SELECT 1 FROM entries INDEXED BY entries_kind WHERE kept = ?
     AND type = ? AND position > ? AND position <= ? LIMIT ?)`,
  )
  const nextType = select<[string | null]>(
    db,
    'SELECT min(type) FROM entries INDEXED BY entries_kind WHERE kept = ? AND type > ?',
  )
  return { ofKind, countKind, nextType }
}

// Of one event.
function eventStatements(db: Database) {
  const byId = select<PackedRow>(db, `SELECT ${COLUMNS} FROM entries WHERE hash = ? AND id = ?`)
  const copies = select<[source: string, received: number, own: string | null]>(
    db,
    'SELECT source, received, own FROM copies WHERE event = ? ORDER BY received',
  )
  const firstOf = select<[string]>(db, 'SELECT event FROM copies WHERE own = ? LIMIT 1')
  const notes = select<[plugin: string, text: string, at: number]>(
    db,
    'SELECT plugin, text, at FROM notes WHERE event = ? ORDER BY rowid',
  )
  const effects = select<[Position]>(
    db,
    `SELECT position FROM effects WHERE cause = ? ORDER BY position LIMIT ${EFFECTS_AT_MOST}`,
  )
  return { byId, copies, firstOf, notes, effects }
}

function verdicts(kept: boolean | undefined): (0 | 1)[] {
  if (kept === undefined) return [0, 1]
  return kept ? [1] : [0]
}
