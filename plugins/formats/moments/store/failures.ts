import { existsSync, renameSync, rmSync } from 'node:fs'
import { NewerFile } from './database.ts'

const BUSY = 5
const LOCKED = 6
const CORRUPT = 11
const NOT_A_DATABASE = 26

// Result codes of SQLite, without their extended part: https://sqlite.org/rescode.html
const REASONS: Readonly<Record<number, readonly [why: string, advice: string]>> = {
  [BUSY]: ['another program has locked it', 'close that program (a backup, a database browser)'],
  [LOCKED]: ['another program has locked it', 'close that program (a backup, a database browser)'],
  8: ['the file or its folder is write-protected', 'allow writing there'],
  10: ['the disk reports an error', 'check the disk and its cable'],
  13: ['the disk is full', 'free some space'],
  14: [
    'the folder is missing, or this user has no permission',
    'create it, or allow writing there',
  ],
}

/** Why the index cannot be used, in the parts of a sentence. */
export interface StoreTrouble {
  readonly what: string
  readonly why: string
  readonly advice: string
  /** Trying again does not help. */
  readonly isFinal: boolean
}

/**
 * What went wrong with the file as a sentence.
 * @param id of the plugin's use, which is rewound
 */
export function failureOf(
  thrown: unknown,
  { file, id }: { readonly file: string; readonly id: string },
): StoreTrouble {
  const what = `cannot use the index ${file}`
  if (thrown instanceof NewerFile)
    return {
      what,
      why: `a newer Promethean wrote it (${thrown.message})`,
      advice: `update promethean, or delete the file and run promethean rewind ${id} --beginning`,
      isFinal: true,
    }
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const [why, advice] = REASONS[resultCode(thrown)] ?? [
    said,
    `restart, and if it happens again delete the file and run promethean rewind ${id} --beginning`,
  ]
  return { what, why, advice, isFinal: false }
}

/** Whether SQLite found something else than it wrote. */
export function isDamage(thrown: unknown): boolean {
  return [CORRUPT, NOT_A_DATABASE].includes(resultCode(thrown))
}

function resultCode(thrown: unknown): number {
  const code = thrown instanceof Error && 'errcode' in thrown ? thrown.errcode : 0
  return typeof code === 'number' ? code & 0xff : 0
}

/** SQLite's own files beside the index. */
const SIDES = ['-wal', '-shm', ''] as const

/**
 * Gives a damaged file another name; one that was set aside before is removed.
 * @returns its path
 */
export function setAside(file: string): string {
  const aside = `${file}.damaged`
  for (const side of SIDES) {
    rmSync(aside + side, { force: true })
    if (existsSync(file + side)) renameSync(file + side, aside + side)
  }
  return aside
}
