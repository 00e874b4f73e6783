import { dirname } from 'node:path'
import { makeFolder } from '../disk.ts'

/** Makes the folder of a journal. @throws PrometheanError if that is impossible */
export function makeJournalFolder(file: string): void {
  makeFolder(dirname(file), 'the journal', 'set another journal.file')
}
