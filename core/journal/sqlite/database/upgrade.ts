import { rmSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { PrometheanError } from '../../../errors.ts'
import { copyPlace } from './copies.ts'
import { journalFailure } from './failures.ts'
import { migrations } from './migrations.ts'
import { backUp, type Database, openDatabase, select } from './node-sqlite.ts'
import { migrate, versionOf } from './schema.ts'

/** How far an older journal is copied before it is brought up to date. */
export interface Upgrading {
  /** 0 to 1; 1 once it is up to date. */
  readonly share: number
  /** The file that will hold it as it was. */
  readonly copy: string
}

export interface UpgradeSettings {
  /** If it throws, the update ends too. */
  readonly onUpgrading?: (upgrading: Upgrading) => void
  /** Ends it between two pieces; the journal is as it was. */
  readonly signal?: AbortSignal
  /** Free bytes on the disk of a folder. */
  readonly roomIn?: (folder: string) => number
  readonly steps?: readonly string[]
}

// The size of the tables of streams, people and words, relative to their events.
const GROWTH = 0.3
// Some 4 MB: a few ms of work, after which a Ctrl-C takes effect.
const PAGES_AT_ONCE = 1_000
// A backup or a database browser may hold the file for a moment.
const PATIENCE_MS = 5_000

/**
 * Copies a journal of an older Promethean, then brings it up to date; the copy becomes `<file>.v<version>`. Killed at any
 * moment it starts over: until the copy is whole the journal is only read, and the rest is one transaction. Under the
 * journal's lock.
 * @throws PrometheanError if a newer Promethean wrote it, or the disk has no room for the copy
 */
export async function upgrade(file: string, settings: UpgradeSettings = {}): Promise<void> {
  const { steps = migrations, onUpgrading = () => undefined, roomIn = freeBytes, signal } = settings
  const db = openDatabase(file, { timeout: PATIENCE_MS })
  try {
    const version = versionOf(db)
    if (version >= steps.length) return
    const { copy, unfinished, nameCopy } = copyPlace(db, file)
    const tell = (share: number) => {
      signal?.throwIfAborted()
      onUpgrading({ share, copy })
    }
    // Left by an update that was killed: the journal is as it was before.
    forget(unfinished)
    requireRoom(db, file, roomIn)
    try {
      await copyWhole(db, unfinished, tell)
      migrate(db, file, steps, nameCopy)
    } finally {
      forget(unfinished)
    }
    onUpgrading({ share: 1, copy })
  } catch (failure) {
    signal?.throwIfAborted()
    throw journalFailure('update', file, failure)
  } finally {
    db.close()
  }
}

async function copyWhole(
  db: Database,
  copy: string,
  onShare: (share: number) => void,
): Promise<void> {
  // A small one is copied at once, without progress in between.
  onShare(0)
  await backUp(db, copy, {
    rate: PAGES_AT_ONCE,
    progress: ({ totalPages, remainingPages }) => onShare(1 - remainingPages / totalPages),
  })
}

function forget(copy: string): void {
  for (const side of ['', '-journal', '-wal', '-shm']) rmSync(copy + side, { force: true })
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
    advice: 'free some space and start again; nothing was changed',
  })
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
