import { existsSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { PrometheanError } from '../../../errors.ts'
import { journalFailure } from './failures.ts'
import { backUp, type Database, openDatabase, select } from './node-sqlite.ts'
import { migrate, migrations, versionOf } from './schema.ts'

/** How far an older journal is copied before it is brought up to date. */
export interface Upgrading {
  /** 0 to 1; 1 once it is up to date. */
  readonly share: number
  /** The file that will hold it as it was. */
  readonly copy: string
}

export interface UpgradeSettings {
  /** What it throws ends it, too. */
  readonly onUpgrading?: (upgrading: Upgrading) => void
  /** Ends it between two pieces; the journal is as it was. */
  readonly signal?: AbortSignal
  /** Bytes free where a folder lies. */
  readonly roomIn?: (folder: string) => number
  readonly steps?: readonly string[]
}

// What the tables of streams, people and words take beside the events they are made of.
const GROWTH = 0.3
// Some 4 MB: a few ms of work, then a Ctrl-C is heard.
const PAGES_AT_ONCE = 1_000
// A backup or a database browser may hold the file for a moment.
const PATIENCE_MS = 5_000

/**
 * Copies a journal of an older Promethean to `<file>.v<version>`, then brings it up to date. Killed at any moment it begins
 * anew: until the copy is whole the journal is only read, and the rest is one transaction. Under the journal's lock.
 * @throws PrometheanError if a newer Promethean wrote it, or where the disk has no room for the copy
 */
export async function upgrade(file: string, settings: UpgradeSettings = {}): Promise<void> {
  const { steps = migrations, onUpgrading = () => undefined, roomIn = freeBytes, signal } = settings
  const db = openDatabase(file, { timeout: PATIENCE_MS })
  try {
    const version = versionOf(db)
    if (version >= steps.length) return
    requireRoom(db, file, roomIn)
    const copy = freeName(`${file}.v${version}`)
    await copyWhole(db, copy, share => {
      signal?.throwIfAborted()
      onUpgrading({ share, copy })
    })
    migrate(db, file, steps)
    onUpgrading({ share: 1, copy })
  } catch (failure) {
    signal?.throwIfAborted()
    throw journalFailure('update', file, failure)
  } finally {
    db.close()
  }
}

// Under another name until it is whole: what stands in a copy is all there was.
async function copyWhole(
  db: Database,
  copy: string,
  onShare: (share: number) => void,
): Promise<void> {
  const unfinished = `${copy}.unfinished`
  const forget = () => {
    for (const side of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + side, { force: true })
  }
  forget()
  try {
    // A small one is copied at once, without a word in between.
    onShare(0)
    await backUp(db, unfinished, {
      rate: PAGES_AT_ONCE,
      progress: ({ totalPages, remainingPages }) => onShare(1 - remainingPages / totalPages),
    })
    renameSync(unfinished, copy)
  } catch (failure) {
    forget()
    throw failure
  }
}

// The copy is at most as large as the journal, and the tables a step adds are a fraction of it.
function requireRoom(db: Database, file: string, roomIn: (folder: string) => number): void {
  const bytes = 'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size'
  const [size] = select<[number]>(db, bytes)()[0] ?? [0]
  const needed = size * (1 + GROWTH)
  const free = roomIn(dirname(file))
  if (free >= needed) return
  const [wanted, there] = [needed, free].map(count => `${Math.ceil(count / 1_000_000)} MB`)
  throw new PrometheanError('runtime', {
    what: `cannot update the journal ${file}`,
    why: `its copy and the new tables need up to ${wanted}, and the disk has ${there} left`,
    advice: 'free some space and start again, nothing was changed',
  })
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function freeName(name: string): string {
  let free = name
  for (let n = 2; existsSync(free); n++) free = `${name}-${n}`
  return free
}
