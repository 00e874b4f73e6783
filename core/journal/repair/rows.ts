import { fromStored } from '../sqlite/database/stored-text.ts'
import { hashOf } from '../sqlite/tables/appends.ts'
import type { CellValue, Row } from './cells.ts'

/** The tables whose rows are copied. All others are rebuilt from these. */
export type SavedTable =
  | ('entries' | 'copies' | 'notes' | 'held')
  | ('cursors' | 'parked' | 'state' | 'forgotten')

/** A row that is whole, and what it is a row of. */
export type SavedRow = { readonly table: SavedTable; readonly values: readonly CellValue[] }

/** What an index contains about an event, whether or not the event itself can be read. */
export interface Known {
  readonly position: number
  /** In ms; undefined if this index does not contain it. */
  readonly received: number | undefined
}

// Rows are distinguished by their values (N null, I number, T text, B blob; R in front: with a rowid): which page
// belongs to which table is recorded on pages that may themselves be lost. No two tables or indexes are alike.
const SHAPES: readonly (readonly [SavedTable, RegExp])[] = [
  ['entries', /^RNTTI[TN]{3}IITI$/],
  ['notes', /^RTTTI$/],
  ['held', /^RNTT$/],
  ['copies', /^TTI[TN]?$/],
  ['cursors', /^TII[IN]$/],
  ['parked', /^TITTTI$/],
  ['state', /^TTT$/],
  ['forgotten', /^IT$/],
]

/** Undefined if it belongs to no copied table, or part of it is overwritten. */
export function savedOf({ rowid, values }: Row): SavedRow | undefined {
  const shape = shapeOf({ rowid, values })
  const table = SHAPES.find(([, form]) => form.test(shape))?.[0]
  if (table === 'entries' && !isWhole(values)) return undefined
  if ((table === 'state' || table === 'held') && jsonOf(values[2]) === undefined) return undefined
  if (table === 'forgotten' && hashOf(fromStored(String(values[1]))) !== values[0]) return undefined
  // SQLite stores an integer primary key only as the rowid.
  if (table === 'entries' || table === 'held')
    return { table, values: [rowid ?? null, ...values.slice(1)] }
  if (table === 'notes') return { table, values: [rowid ?? null, ...values] }
  if (table === 'copies') return { table, values: [...values, null].slice(0, 4) }
  return table && { table, values }
}

// Times are in ms; a hash has 32 bits.
const SMALLEST_TIME = 2 ** 32

/** Undefined if the row belongs to no index about events. */
export function knownOf(row: Row): Known | undefined {
  const [first, second, third] = row.values
  const shape = shapeOf(row)
  if (shape === 'II' && typeof first === 'number' && typeof second === 'number')
    return { position: second, received: first > SMALLEST_TIME ? first : undefined }
  if (shape === 'ITI' && typeof third === 'number') return { position: third, received: undefined }
  return undefined
}

function shapeOf({ rowid, values }: Row): string {
  return (rowid === undefined ? '' : 'R') + values.map(kindOf).join('')
}

function kindOf(value: CellValue): string {
  if (value === null) return 'N'
  if (typeof value === 'number') return 'I'
  return typeof value === 'string' ? 'T' : 'B'
}

// The hash of the id comes after the body; what is in between is read if both are intact.
function isWhole(values: readonly CellValue[]): boolean {
  const [, id, , , , , , kept, test, body, hash] = values
  const isBit = (value: CellValue | undefined) => value === 0 || value === 1
  if (typeof id !== 'string' || !isBit(kept) || !isBit(test)) return false
  // Before ids were stored whole, half a pair was written as the replacement character, under its own hash.
  if (hashOf(fromStored(id)) !== hash && !id.includes('\uFFFD')) return false
  const told = jsonOf(body)
  return typeof told === 'object' && told !== null && 'source' in told && 'data' in told
}

function jsonOf(text: CellValue | undefined): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
