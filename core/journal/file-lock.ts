import { resultCode } from './sqlite/database/failures.ts'
import { openDatabase } from './sqlite/database/node-sqlite.ts'

// https://sqlite.org/rescode.html#busy
const BUSY = 5

/**
 * Takes the lock of a file, which is made for it and stays. It is an open transaction, because SQLite's file locks are
 * exact on every platform, and the system lets go of them however a process ends.
 * @returns what lets go of it; undefined where it is held already, by another process or this one
 * @throws what SQLite says of a file that cannot be used
 */
export function lockFile(file: string): (() => void) | undefined {
  const db = openDatabase(file)
  try {
    db.exec('BEGIN EXCLUSIVE')
    return () => {
      if (db.isOpen) db.close()
    }
  } catch (failure) {
    db.close()
    if (resultCode(failure) === BUSY) return undefined
    throw failure
  }
}
