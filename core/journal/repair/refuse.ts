import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { PrometheanError, type Sentence } from '../../errors.ts'
import { damagedJournal, isDamage, newerJournal } from '../sqlite/database/failures.ts'
import { openDatabase, select } from '../sqlite/database/node-sqlite.ts'
import { migrations } from '../sqlite/database/schema.ts'
import { type Fault, faultOf, vanished } from './faults.ts'

/** @throws PrometheanError where a journal was and is no more; before a lock is made */
export function refuseVanished(file: string): void {
  refuse(file, vanished(file))
}

/**
 * @param isInUse asked where something is wrong: what another instance is writing just now may look so
 * @throws PrometheanError where the journal must not be opened; nothing was touched
 */
export function refuseFaulty(file: string, isInUse: () => boolean): void {
  const fault = faultOf(file, migrations.length)
  if (fault !== undefined && !isInUse()) refuse(file, fault)
}

// Looked through in 150 to 350 ms at the most.
const SMALL_BYTES = 100_000_000

/** Whether a journal is looked through before it is opened; a larger one would hold up the start. */
export function isSmall(file: string): boolean {
  return sizeOf(file) <= SMALL_BYTES
}

/** @throws PrometheanError where a journal small enough to be looked through is broken inside; nothing was touched */
export function refuseBroken(file: string): void {
  if (sizeOf(file) === 0 || !isSmall(file)) return
  const sound = existsSync(`${file}-wal`) ? isSoundWithLog(file) : isSound(immutable(file))
  if (!sound) throw damagedJournal(file, 'pages in it are overwritten')
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

// SQLite keeps an index of the log beside it, and writes that where it only reads, too.
function isSoundWithLog(file: string): boolean {
  const index = `${file}-shm`
  const before = existsSync(index) ? readFileSync(index) : undefined
  const sound = isSound(file)
  if (!sound && before !== undefined) writeFileSync(index, before)
  if (!sound && before === undefined) rmSync(index, { force: true })
  return sound
}

// https://sqlite.org/uri.html#uriimmutable: nothing is made beside it.
function immutable(file: string): URL {
  const address = pathToFileURL(file)
  address.searchParams.set('immutable', '1')
  return address
}

/** Whether SQLite finds its pages as they should be. */
export function isSound(file: string | URL): boolean {
  try {
    const db = openDatabase(file, { readOnly: true })
    try {
      return select<[string]>(db, 'PRAGMA quick_check(1)')()[0]?.[0] === 'ok'
    } finally {
      db.close()
    }
  } catch (failure) {
    // Locked by a backup, say: whoever opens it next says so.
    return !isDamage(failure)
  }
}

/** @throws PrometheanError where there is a fault */
export function refuse(file: string, fault: Fault | undefined): void {
  if (fault?.is === 'damaged') throw damagedJournal(file, fault.why)
  if (fault?.is === 'newer') throw newerJournal(file, fault.version, migrations.length)
  if (fault?.is === 'foreign')
    throw refused(file, {
      why: 'it is a database of another program',
      advice: 'set another journal.file',
    })
  if (fault?.is === 'folder')
    throw refused(file, {
      why: 'it is a folder',
      advice: 'move it away, or set another journal.file',
    })
}

function refused(file: string, said: Omit<Sentence, 'what'>): PrometheanError {
  return new PrometheanError('runtime', { what: `cannot open the journal ${file}`, ...said })
}
