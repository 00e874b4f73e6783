import { openDatabase } from '../../formats/moments/store/database.ts'
import { momentStore } from '../../formats/moments/store/store.ts'
import { collections } from './collections.ts'
import { Records, TABLES } from './records.ts'

/** What is said, and which of it is in Chroma. */
export type Store = ReturnType<typeof openStore>

/** @throws NewerFile, or SQLite's error */
export function openStore(file: string) {
  const db = openDatabase(file, { tables: TABLES })
  const records = new Records(db)
  return {
    ...momentStore(db, records),
    ...collections(db),
    records: records.records.bind(records),
    wereSent: records.wereSent.bind(records),
    gone: records.gone.bind(records),
    wereDeleted: records.wereDeleted.bind(records),
  }
}
