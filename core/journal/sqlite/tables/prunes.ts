import type { Expired, Position, Retention } from '../../port.ts'
import { change, type Database, inTransaction, select } from '../database/node-sqlite.ts'
import { toStored } from '../database/stored-text.ts'
import { uncounts } from '../kept/pieces.ts'

/** Rows deleted in one call: some 3 ms of work, so that appends hardly wait. */
const PIECE = 50
/** Free pages returned to the disk in one call: 100 kB, somewhat more than these rows leave. */
const PAGES = 25

export interface Pruned {
  readonly removed: number
  readonly expired: readonly Expired[]
  readonly more: boolean
}

/** Lets old rows go: dropped ones first, then kept ones past their time, then whatever is too much. */
export function prunes(db: Database) {
  const droppedBefore = select<[Position]>(
    db,
    `SELECT position FROM entries INDEXED BY entries_dropped WHERE kept = 0 AND received < ?
     AND position < ? ORDER BY received LIMIT ?`,
  )
  const keptBefore = select<[Position]>(
    db,
    `SELECT position FROM entries INDEXED BY entries_received WHERE received < ? AND kept = 1
     AND position <= ? AND position < ? ORDER BY received LIMIT ?`,
  )
  const oldest = select<[Position]>(
    db,
    'SELECT position FROM entries WHERE position < ? ORDER BY position LIMIT ?',
  )
  const held = select<[Position | null]>(
    db,
    'SELECT min(position) FROM cursors WHERE name IN (SELECT value FROM json_each(?))',
  )
  const receivedUpTo = select<[number]>(
    db,
    'SELECT received FROM entries WHERE position <= ? ORDER BY position DESC LIMIT 1',
  )
  const end = select<[Position | null]>(db, 'SELECT max(position) FROM entries')
  const bytes = select<[number]>(
    db,
    `SELECT (page_count - freelist_count) * page_size
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  )
  const remove = removes(db)

  const choose = (retention: Retention): Position[] => {
    // The last row stays: new positions grow from it.
    const last = end()[0]?.[0] ?? 0
    const now = retention.now.getTime()
    const dropped = droppedBefore(now - retention.retainDroppedMs, last, PIECE).flat()
    if (dropped.length > 0) return dropped
    const hold = held(JSON.stringify(retention.consumers.map(toStored)))[0]?.[0] ?? undefined
    // Retained rows are not read: a consumer far behind retains millions.
    const before = hold === undefined ? Infinity : (receivedUpTo(hold)[0]?.[0] ?? 0) + 1
    const old = Math.min(now - retention.retainMs, before)
    const kept = keptBefore(old, hold ?? Number.MAX_SAFE_INTEGER, last, PIECE).flat()
    if (kept.length > 0) return kept
    const isTooMuch = (bytes()[0]?.[0] ?? 0) > retention.maxBytes
    return isTooMuch ? oldest(last, PIECE).flat() : []
  }

  return {
    prune: (retention: Retention): Pruned => {
      const positions = choose(retention)
      const expired = inTransaction(db, () => remove(positions, retention.consumers))
      db.exec(`PRAGMA incremental_vacuum(${PAGES})`)
      return { removed: positions.length, expired, more: positions.length > 0 }
    },
  }
}

/** Takes rows out with all that hangs on them; gives those a consumer had not had. */
export function removes(db: Database) {
  const notHad = select<[consumer: string, position: Position, type: string, test: 0 | 1]>(
    db,
    `SELECT name, entries.position, entries.type, entries.test FROM cursors CROSS JOIN json_each(?1) AS gone
     CROSS JOIN entries ON entries.position = gone.value AND kept = 1
     WHERE name IN (SELECT value FROM json_each(?2)) AND gone.value > cursors.position`,
  )
  // Parked events were not received either, and cannot be retried without their row.
  const parked = select<[consumer: string, position: Position, type: string]>(
    db,
    `DELETE FROM parked WHERE position IN (SELECT value FROM json_each(?))
     RETURNING consumer, position, type`,
  )
  let uncount: ReturnType<typeof uncounts> | undefined
  const statements = [
    `DELETE FROM copies WHERE event IN (SELECT id FROM entries
     WHERE position IN (SELECT value FROM json_each(?)))`,
    `DELETE FROM notes WHERE event IN (SELECT id FROM entries
     WHERE position IN (SELECT value FROM json_each(?)))`,
    'DELETE FROM effects WHERE position IN (SELECT value FROM json_each(?))',
    'DELETE FROM words WHERE rowid IN (SELECT value FROM json_each(?))',
    'DELETE FROM entries WHERE position IN (SELECT value FROM json_each(?))',
  ].map(sql => change(db, sql))

  return (positions: readonly Position[], consumers: readonly string[]): readonly Expired[] => {
    if (positions.length === 0) return []
    const list = JSON.stringify(positions)
    const expired = notHad(list, JSON.stringify(consumers.map(toStored))).map(
      ([consumer, position, type, test]) => ({
        consumer,
        position,
        type,
        test: test === 1,
        parked: false,
      }),
    )
    const givenUp = parked(list).map(([consumer, position, type]) => ({
      consumer,
      position,
      type,
      test: false,
      parked: true,
    }))
    // Made by the first that go: a reader never lets any.
    uncount ??= uncounts(db)
    uncount(positions)
    for (const remove of statements) remove(list)
    return [...expired.filter(one => !givenUp.some(other => isSame(one, other))), ...givenUp]
  }
}

function isSame(one: Expired, other: Expired): boolean {
  return one.consumer === other.consumer && one.position === other.position
}
