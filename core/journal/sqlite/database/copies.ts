import { existsSync, rmSync } from 'node:fs'
import { renameFile } from '../../../disk.ts'
import { immutable, isSound } from '../../repair/refuse.ts'
import { damagedJournal } from './failures.ts'
import { type Database, openDatabase, select } from './node-sqlite.ts'
import { versionOf } from './schema.ts'

/** Where the copy of a journal goes before it is brought up to date. */
export interface CopyPlace {
  /** Its name once it is whole and the journal is about to change. */
  readonly copy: string
  readonly unfinished: string
  /** @throws DamagedJournal if an earlier copy is intact and this one is not; the earlier one stays */
  nameCopy(): void
}

/**
 * The place for a copy beside others: it takes that of earlier ones, left by an update that was killed say, of which every
 * event is in the journal. Any other file of such a name stays.
 */
export function copyPlace(db: Database, file: string): CopyPlace {
  const name = `${file}.v${versionOf(db)}`
  const unfinished = `${name}.unfinished`
  const there: string[] = []
  let free = name
  for (let n = 2; existsSync(free); n++) {
    there.push(free)
    free = `${name}-${n}`
  }
  const [copy = free, ...others] = there.filter(earlier => holdsAll(db, earlier))
  return {
    ...{ copy, unfinished },
    nameCopy: () => {
      if (copy !== free && !isSound(unfinished))
        throw damagedJournal(file, 'pages in it are overwritten')
      renameFile(unfinished, copy)
      for (const other of others) rmSync(other)
    },
  }
}

/** Whether a journal is of the same version as an earlier copy, and has every event of it. */
function holdsAll(db: Database, earlier: string): boolean {
  try {
    const copy = openDatabase(immutable(earlier), { readOnly: true })
    try {
      const [count, last, id] = eventsUpTo(copy, Number.MAX_SAFE_INTEGER)
      const [hasCount, , hasId] = eventsUpTo(db, last ?? 0)
      return versionOf(copy) === versionOf(db) && hasCount === count && hasId === id
    } finally {
      copy.close()
    }
  } catch {
    // A file that cannot be read must not be removed.
    return false
  }
}

type Events = [count: number, last: number | null, id: string | null]

function eventsUpTo(db: Database, position: number): Events {
  const events = select<Events>(
    db,
    `SELECT count(*), max(position), (SELECT id FROM entries WHERE position <= ?1 ORDER BY position DESC LIMIT 1)
     FROM entries WHERE position <= ?1`,
  )
  return events(position)[0] ?? [0, null, null]
}
