import type { JournalEntry } from '../../../core/journal/port.ts'
import { openStore } from '../../../core/journal/sqlite/store.ts'
import { packEntry } from '../../../core/journal/sqlite/tables/pack.ts'

/** Makes a journal of these without its threads: as a life left it that had no time to index and count them. */
export function storeJournal(file: string, entries: readonly JournalEntry[]): void {
  const store = openStore(file)
  store.append({ entries: entries.map(packEntry), copies: [], notes: [], held: [], released: [] })
  store.close()
}
