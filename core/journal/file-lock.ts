import { resultCode } from './sqlite/database/failures.ts'
import { type Database, openDatabase } from './sqlite/database/node-sqlite.ts'

// https://sqlite.org/rescode.html#busy
const BUSY = 5

// Referenced until they are released: what nobody keeps, V8 would collect one day, and SQLite close with its lock.
const held = new Set<Database>()

/**
 * Locks a file, which is created for this and stays. The lock is an open SQLite transaction: SQLite's file locks work on
 * every platform, and the system releases them however the process ends.
 * @returns a function that releases the lock; undefined if another process or this one already holds it
 * @throws SQLite's error if the file cannot be used
 */
export function lockFile(file: string): (() => void) | undefined {
  const db = openDatabase(file)
  try {
    db.exec('BEGIN EXCLUSIVE')
    held.add(db)
    return () => {
      if (held.delete(db)) db.close()
    }
  } catch (failure) {
    db.close()
    if (resultCode(failure) === BUSY) return undefined
    throw failure
  }
}
