import { messageOf, PrometheanError } from '../../errors.ts'

// Result codes of SQLite, without their extended part: https://sqlite.org/rescode.html
const REASONS: Readonly<Record<number, string>> = {
  5: 'another program holds it locked; close that program (a backup, a database browser)',
  6: 'another program holds it locked; close that program (a backup, a database browser)',
  8: 'the file or its folder is write-protected; allow writing there, or set another journal.file',
  10: 'the disk reports an error; check the disk and its cable, or set another journal.file',
  11: 'the file is damaged; move it and its -wal and -shm files to another folder, and a new one is begun',
  13: 'the disk is full; free some space, what waits is written then',
  14: 'the folder is missing or closed to this user; create it, or set another journal.file',
  26: 'the file is damaged or no journal at all; move it and its -wal and -shm files to another folder to begin a new one, or set another journal.file',
}

/** What went wrong with the journal as a sentence. `doing` reads `open`, `append to`, `read`. */
export function journalFailure(doing: string, file: string, thrown: unknown): PrometheanError {
  if (thrown instanceof PrometheanError) return thrown
  const reason =
    REASONS[resultCode(thrown)] ??
    `${messageOf(thrown)}; start again, and if it stays move the file to another folder`
  return new PrometheanError('runtime', `cannot ${doing} the journal ${file}: ${reason}`, {
    cause: thrown,
  })
}

/** SQLite's primary result code of what node:sqlite threw; 0 where it has none. */
export function resultCode(thrown: unknown): number {
  const code = thrown instanceof Error && 'errcode' in thrown ? thrown.errcode : 0
  return typeof code === 'number' ? code & 0xff : 0
}
