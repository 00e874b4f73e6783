import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type Database,
  openDatabase,
  select,
} from '../../core/journal/sqlite/database/node-sqlite.ts'

const LOOK_MS = 15

type Row = [place: number, id: string, received: number]

/** An event that was seen to be durable. Times in ms since the epoch. */
export interface Sighting {
  readonly received: number
  /** How long after it was heard it was seen not to be durable yet. A busy watcher sees less of it, never more. */
  readonly lateMs: number
}

/** Looks into a journal from outside while others write it, until the signal aborts. */
export async function watchCommits(
  file: string,
  signal: AbortSignal,
): Promise<readonly Sighting[]> {
  while (!existsSync(file) && !signal.aborted) await wait(LOOK_MS)
  const seen = new Set<string>()
  const sightings: Sighting[] = []
  const look = { entries: 0, held: 0 }
  let before = 0
  while (!signal.aborted) {
    const now = Date.now()
    const durable = durableSince(file, look)
    for (const [, id, received] of durable ?? []) {
      if (seen.has(id)) continue
      seen.add(id)
      sightings.push({ received, lateMs: Math.max(before - received, 0) })
    }
    // What was committed before this look began would have been seen.
    if (durable !== undefined) before = now
    await wait(LOOK_MS)
  }
  return sightings
}

/** A line of how late these were. */
export function lateness(sightings: readonly Sighting[]): string {
  const late = sightings.map(({ lateMs }) => lateMs).sort((a, b) => a - b)
  const at = (part: number) => late[Math.ceil(late.length * part) - 1] ?? 0
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, at most ${at(1)} ms (${late.length})`
}

/** Undefined where it cannot be read: it is being made just now. */
function durableSince(
  file: string,
  look: { entries: number; held: number },
): readonly Row[] | undefined {
  let db: Database | undefined
  try {
    db = openDatabase(file, { readOnly: true })
    const entries = select<Row>(
      db,
      'SELECT position, id, received FROM entries WHERE position > ? ORDER BY position',
    )(look.entries)
    const held = select<Row>(
      db,
      `SELECT place, entry ->> 0, entry ->> 2 FROM held WHERE place > ? ORDER BY place`,
    )(look.held)
    look.entries = entries.at(-1)?.[0] ?? look.entries
    // Places begin anew once nothing is held.
    look.held = held.at(-1)?.[0] ?? 0
    return [...held, ...entries]
  } catch {
    return undefined
  } finally {
    db?.close()
  }
}
