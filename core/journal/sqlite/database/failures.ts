import { messageOf, PrometheanError, type Sentence } from '../../../errors.ts'

const REPAIR = 'promethean repair moves it aside and copies what can be read into a new one'
const START_AGAIN = 'restart, and if it happens again move the file to another folder'

const BUSY = 5
const LOCKED = 6
const CORRUPT = 11
const FULL = 13
const NOT_A_DATABASE = 26

type Reason = readonly [why: string, advice: string]

// Result codes of SQLite, without their extended part: https://sqlite.org/rescode.html
const REASONS: Readonly<Record<number, Reason>> = {
  5: ['another program has locked it', 'close that program (a backup, a database browser)'],
  6: ['another program has locked it', 'close that program (a backup, a database browser)'],
  8: [
    'the file or its folder is write-protected',
    'allow writing there, or set another journal.file',
  ],
  10: ['the disk reports an error', 'check the disk and its cable, or set another journal.file'],
  11: ['the file is damaged', REPAIR],
  13: ['the disk is full', 'free some space, then the events that wait are written'],
  14: [
    'the folder is missing, or this user has no permission',
    'create it, or set another journal.file',
  ],
  26: ['the file is damaged or is not a journal', REPAIR],
}

/** The file does not contain what was written; `repair` copies what it does contain. */
export class DamagedJournal extends PrometheanError {
  constructor(said: string | Sentence, details: { readonly cause?: unknown } = {}) {
    super('runtime', said, details)
  }
}

/** What went wrong with the journal as a sentence. `doing` reads `open`, `append to`, `read`. */
export function journalFailure(doing: string, file: string, thrown: unknown): PrometheanError {
  if (thrown instanceof PrometheanError) return thrown
  const [why, advice] = REASONS[resultCode(thrown)] ?? [messageOf(thrown), START_AGAIN]
  const said = { what: `cannot ${doing} the journal ${file}`, why, advice }
  if (isDamage(thrown)) return new DamagedJournal(said, { cause: thrown })
  return new PrometheanError('runtime', said, { cause: thrown })
}

/** The error for a damaged journal. `why` is part of a sentence. */
export function damagedJournal(file: string, why: string): DamagedJournal {
  return new DamagedJournal({ what: `cannot open the journal ${file}`, why, advice: REPAIR })
}

/** The error for a row that is not as it was written. */
export function damagedRow(position: number): DamagedJournal {
  return new DamagedJournal({
    what: `cannot read event ${position} of the journal`,
    why: 'its data is overwritten',
    advice: REPAIR,
  })
}

/** The error for a journal written by a newer version. */
export function newerJournal(file: string, version: number, known: number): PrometheanError {
  return new PrometheanError('runtime', {
    what: `cannot open the journal ${file}`,
    why: `a newer Promethean wrote it (schema ${version}, this one knows ${known})`,
    advice: 'update promethean, or set another journal.file',
  })
}

/** Whether SQLite found something else than it wrote. */
export function isDamage(thrown: unknown): boolean {
  const code = resultCode(thrown)
  return code === CORRUPT || code === NOT_A_DATABASE
}

/** Whether the next attempt may succeed: the disk is full, or another program has locked the file. */
export function isPassing(thrown: unknown): boolean {
  return [BUSY, LOCKED, FULL].includes(resultCode(thrown))
}

/** SQLite's primary result code of an error of node:sqlite; 0 if it has none. */
export function resultCode(thrown: unknown): number {
  const code = thrown instanceof Error && 'errcode' in thrown ? thrown.errcode : 0
  return typeof code === 'number' ? code & 0xff : 0
}
