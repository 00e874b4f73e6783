import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { type Database, openDatabase, select } from '../../core/journal/sqlite/node-sqlite.ts'

const LOOK_MS = 5
// Looks further apart than this say how busy this process was, not how late a commit.
const STALLED_MS = 25

type Row = [place: number, id: string, received: number]

/**
 * Looks into a journal from outside while others write it, until the signal aborts.
 * @param isPromised whether what was heard then, ms since the epoch, was to be durable at once
 * @returns the longest time from when an event was heard until it was seen to be durable, in ms: the pause between two
 *   looks is part of it
 */
export async function watchCommits(
  file: string,
  signal: AbortSignal,
  isPromised: (receivedAt: number) => boolean,
): Promise<number> {
  while (!existsSync(file) && !signal.aborted) await wait(LOOK_MS)
  const seen = new Set<string>()
  const look = { entries: 0, held: 0 }
  let longest = 0
  let lookedAt = 0
  while (!signal.aborted) {
    const fresh = durableSince(file, look).filter(([, id]) => !seen.has(id))
    const now = Date.now()
    for (const [, id, received] of fresh) {
      seen.add(id)
      if (now - lookedAt < STALLED_MS && isPromised(received))
        longest = Math.max(longest, now - received)
    }
    lookedAt = now
    await wait(LOOK_MS)
  }
  return longest
}

function durableSince(file: string, look: { entries: number; held: number }): readonly Row[] {
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
    // It is being made just now.
    return []
  } finally {
    db?.close()
  }
}
