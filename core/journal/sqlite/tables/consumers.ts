import { PrometheanError } from '../../../errors.ts'
import type { Cursor, ParkedEvent, Position } from '../../port.ts'
import { change, type Database, inTransaction, select } from '../database/node-sqlite.ts'

type CursorRow = [name: string, position: Position, epoch: number, refilterTo: Position | null]
type ParkedRow = [
  consumer: string,
  position: Position,
  event: string,
  type: string,
  error: string,
  at: number,
]

/** Durable consumers: their positions, and the events they could not process. */
export function consumers(db: Database) {
  const cursor = select<CursorRow>(db, 'SELECT * FROM cursors WHERE name = ?')
  const cursors = select<CursorRow>(db, 'SELECT * FROM cursors ORDER BY name')
  const end = select<[Position | null]>(db, 'SELECT max(position) FROM entries')
  const open = change(
    db,
    `INSERT INTO cursors VALUES (?, ?, 1, NULL) ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1`,
  )
  const acknowledge = change(
    db,
    'UPDATE cursors SET position = max(position, ?) WHERE name = ? AND epoch = ?',
  )
  const rewind = change(
    db,
    'UPDATE cursors SET position = ?, refilter_to = ?, epoch = epoch + 1 WHERE name = ?',
  )
  const endNow = () => end()[0]?.[0] ?? 0
  const cursorOf = (name: string): Cursor => {
    const row = cursor(name)[0]
    if (!row) throw unknownConsumer(name, cursors())
    return cursorFrom(row)
  }

  return {
    openCursor: (name: string, from: 'beginning' | 'now'): Cursor =>
      inTransaction(db, () => {
        open(name, from === 'now' ? endNow() : 0)
        return cursorOf(name)
      }),
    acknowledge: (name: string, epoch: number, position: Position): boolean =>
      acknowledge(position, name, epoch) > 0,
    rewind: (name: string, position: Position, refilter: boolean): Cursor =>
      inTransaction(db, () => {
        rewind(Math.min(position, endNow()), refilter ? endNow() : null, name)
        return cursorOf(name)
      }),
    cursors: (): Cursor[] => cursors().map(cursorFrom),
    ...parking(db),
  }
}

function parking(db: Database) {
  const insert = change(db, 'INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?, ?, ?)')
  const remove = change(db, 'DELETE FROM parked WHERE consumer = ? AND position = ?')
  const parked = select<ParkedRow>(
    db,
    'SELECT * FROM parked WHERE ?1 IS NULL OR consumer = ?1 ORDER BY consumer, position',
  )
  return {
    park: (events: readonly ParkedEvent[]): void =>
      inTransaction(db, () => {
        for (const { consumer, position, eventId, type, error, at } of events) {
          insert(consumer, position, eventId, type, error, at.getTime())
        }
      }),
    parked: (consumer: string | undefined): ParkedEvent[] =>
      parked(consumer ?? null).map(([consumer, position, eventId, type, error, at]) => ({
        consumer,
        position,
        eventId,
        type,
        error,
        at: new Date(at),
      })),
    unpark: (consumer: string, positions: readonly Position[]): void =>
      inTransaction(db, () => {
        for (const position of positions) remove(consumer, position)
      }),
  }
}

function cursorFrom([name, position, epoch, refilterTo]: CursorRow): Cursor {
  const refilters = refilterTo !== null && position < refilterTo
  return { name, position, epoch, ...(refilters && { refilterTo }) }
}

function unknownConsumer(name: string, known: readonly CursorRow[]): PrometheanError {
  const names = known.map(([name]) => name).join(', ')
  return new PrometheanError('runtime', {
    what: `cannot rewind ${name}`,
    why: 'no consumer of this name has run on this journal',
    advice: names ? `name one of ${names}` : 'start promethean run with its plugin first',
  })
}
