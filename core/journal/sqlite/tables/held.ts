import type { HeldEvent } from '../../port.ts'
import { change, type Database, select } from '../database/node-sqlite.ts'
import { type PackedEntry, type PackedRow, packEntry, unpackRow } from './pack.ts'

export type PackedHeld = readonly [holder: string, entry: string]

/** Events that arrived before any filter could judge them. */
export function heldEvents(db: Database) {
  const insert = change(db, 'INSERT INTO held (holder, entry) VALUES (?, ?)')
  const remove = change(db, 'DELETE FROM held WHERE holder = ?')
  const all = select<[holder: string, entry: string]>(
    db,
    'SELECT holder, entry FROM held ORDER BY place',
  )
  return {
    hold: (held: readonly PackedHeld[]): void => {
      for (const [holder, entry] of held) insert(holder, entry)
    },
    release: (holders: readonly string[]): void => {
      for (const holder of holders) remove(holder)
    },
    held: (): PackedHeld[] => all(),
  }
}

export function packHeld({ holder, event }: HeldEvent): PackedHeld {
  const [columns] = packEntry({ event, verdict: { kept: true } })
  return [holder, JSON.stringify(columns)]
}

export function unpackHeld([holder, entry]: PackedHeld): HeldEvent {
  // Written only by packHeld.
  const columns = JSON.parse(entry) as PackedEntry[0]
  return { holder, event: unpackRow([0, ...columns] satisfies PackedRow).event }
}
