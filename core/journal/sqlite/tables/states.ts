import type { Json } from '../../../plugin/json.ts'
import { change, type Database, inTransaction, select } from '../database/node-sqlite.ts'

/** Durable values of plugin uses. */
export function states(db: Database) {
  const all = select<[key: string, value: string]>(db, 'SELECT key, value FROM state WHERE use = ?')
  const set = change(db, 'INSERT OR REPLACE INTO state VALUES (?, ?, ?)')
  const remove = change(db, 'DELETE FROM state WHERE use = ? AND key = ?')
  return {
    state: (use: string): Map<string, Json> =>
      // Written by saveState from Json.
      new Map(all(use).map(([key, value]) => [key, JSON.parse(value) as Json])),
    saveState: (use: string, changes: ReadonlyMap<string, Json | undefined>): void =>
      inTransaction(db, () => {
        for (const [key, value] of changes) {
          if (value === undefined) remove(use, key)
          else set(use, key, JSON.stringify(value))
        }
      }),
  }
}
