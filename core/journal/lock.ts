import { existsSync } from 'node:fs'
import { PrometheanError } from '../errors.ts'
import { lockFile } from './file-lock.ts'
import { makeJournalFolder } from './journal-folder.ts'
import { refuseVanished } from './repair/refuse.ts'
import { journalFailure, resultCode } from './sqlite/database/failures.ts'

// https://sqlite.org/rescode.html
const NOT_OURS = 26

/** A journal held for one runtime. */
export interface JournalLock {
  release(): void
}

/**
 * Locks a journal for this runtime, with the file `<file>.lock`.
 * @throws PrometheanError if another runtime holds the lock, or if a journal existed and is empty now
 */
export function lockJournal(file: string): JournalLock {
  refuseVanished(file)
  return holdJournal(file)
}

/** Whether a runtime holds it just now. */
export function isHeld(file: string): boolean {
  if (!existsSync(`${file}.lock`)) return false
  try {
    holdJournal(file).release()
    return false
  } catch {
    return true
  }
}

/**
 * The same lock for a repair, on whatever the file contains.
 * @throws PrometheanError if another runtime holds it; says what could not be done
 */
export function holdJournal(file: string, wanted: LockPurpose = 'start on'): JournalLock {
  const side = `${file}.lock`
  try {
    makeJournalFolder(file)
    const release = lockFile(side)
    if (release === undefined) throw heldElsewhere(file, wanted)
    return { release }
  } catch (failure) {
    throw resultCode(failure) === NOT_OURS ? notOurs(side) : journalFailure('lock', file, failure)
  }
}

type LockPurpose = 'start on' | 'repair'

function heldElsewhere(file: string, wanted: LockPurpose): PrometheanError {
  // Repairing a different journal is pointless.
  const other = wanted === 'repair' ? '' : ', or give this one its own journal.file'
  return new PrometheanError('runtime', {
    what: `cannot ${wanted} the journal ${file}`,
    why: 'another Promethean is using it',
    advice: `stop that one first${other}`,
  })
}

function notOurs(side: string): PrometheanError {
  return new PrometheanError('runtime', {
    what: `cannot lock the journal with ${side}`,
    why: 'that file is not a lock',
    advice: 'move it away, or set another journal.file',
  })
}
