import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PrometheanError, type Sentence } from '../../errors.ts'
import { damagedJournal, isDamage, newerJournal } from '../sqlite/database/failures.ts'
import { migrations } from '../sqlite/database/migrations.ts'
import { openDatabase, select } from '../sqlite/database/node-sqlite.ts'
import { type Fault, faultOf, vanished, versionOf } from './faults.ts'

/** Call it before creating a lock. @throws PrometheanError if a journal existed and is lost */
export function refuseVanished(file: string): void {
  refuse(file, vanished(file))
}

/** @throws PrometheanError if nothing was kept yet, or the journal has disappeared */
export function requireJournal(file: string): void {
  refuseVanished(file)
  if (existsSync(file)) return
  throw new PrometheanError('runtime', {
    what: `there is no journal ${resolve(file)}`,
    why: 'nothing was kept yet',
    advice: 'start promethean run first',
  })
}

/**
 * @param isInUse asked if something looks wrong: another instance that is writing may cause that
 * @throws PrometheanError if the journal must not be opened; nothing was changed
 */
export function refuseFaulty(file: string, isInUse: () => boolean): void {
  const fault = faultOf(file, migrations.length)
  if (fault !== undefined && !isInUse()) refuse(file, fault)
}

/** Whether an earlier Promethean wrote a journal. Not while this process has it open, see `Pages`. */
export function isOlder(file: string): boolean {
  const version = sizeOf(file) === 0 ? undefined : versionOf(file)
  return version !== undefined && version > 0 && version < migrations.length
}

// Checked within 150 to 350 ms.
const SMALL_BYTES = 100_000_000

/** Whether a journal is checked before it is opened; a larger one would delay the start. */
export function isSmall(file: string): boolean {
  return sizeOf(file) <= SMALL_BYTES
}

/** @throws PrometheanError if a journal that is small enough to be checked is damaged; nothing was changed */
export function refuseBroken(file: string): void {
  if (sizeOf(file) === 0 || !isSmall(file)) return
  const sound = existsSync(`${file}-wal`) ? isSoundWithLog(file) : isSound(immutable(file))
  if (!sound) throw damagedJournal(file, 'pages in it are overwritten')
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

// SQLite keeps an index file of the log, and writes it even when it only reads.
function isSoundWithLog(file: string): boolean {
  const index = `${file}-shm`
  const before = existsSync(index) ? readFileSync(index) : undefined
  const sound = isSound(file)
  if (!sound && before !== undefined) writeFileSync(index, before)
  if (!sound && before === undefined) rmSync(index, { force: true })
  return sound
}

/** The address under which SQLite makes nothing beside a file: https://sqlite.org/uri.html#uriimmutable */
export function immutable(file: string): URL {
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
    // For example locked by a backup: the next one to open it reports that.
    return !isDamage(failure)
  }
}

/** @throws PrometheanError if there is damage */
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
