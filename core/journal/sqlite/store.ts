import { existsSync, rmSync, statSync } from 'node:fs'
import { renameFile } from '../../disk.ts'
import { PrometheanError } from '../../errors.ts'
import { makeJournalFolder } from '../journal-folder.ts'
import { checkpoints } from './database/checkpoints.ts'
import { journalFailure } from './database/failures.ts'
import { type Database, openDatabase } from './database/node-sqlite.ts'
import { createTables, migrate, requireVersion } from './database/schema.ts'
import { activity } from './kept/activity.ts'
import { events } from './kept/events.ts'
import { freshActivity } from './kept/fresh-activity.ts'
import { counts } from './kept/pieces.ts'
import { keptSessions } from './kept/sessions.ts'
import { viewers } from './kept/viewers.ts'
import { appends } from './tables/appends.ts'
import { checks } from './tables/checks.ts'
import { consumers } from './tables/consumers.ts'
import { forgets } from './tables/forgets.ts'
import { prunes } from './tables/prunes.ts'
import type { FoundPositions, PackedQuery } from './tables/queries.ts'
import { reads } from './tables/reads.ts'
import { states } from './tables/states.ts'
import { traces } from './tables/traces.ts'
import { searches } from './words/searches.ts'
import { words } from './words/words.ts'

/** An open journal file, used synchronously: in a worker, or in tests. */
export type Store = ReturnType<typeof openStore>

/**
 * Opens a journal file; without `readOnly` it is created or updated if necessary.
 * @throws PrometheanError if it is damaged, newer than this program, or cannot be opened
 */
export function openStore(file: string, settings: { readonly readOnly?: boolean } = {}) {
  const { readOnly = false } = settings
  try {
    const db = readOnly ? openReadOnly(file) : openWritable(file)
    const { checkpoint, closeCheckpoints } = checkpoints(db, file, readOnly)
    const { at, ...others } = reads(db)
    const { query } = events(db)
    const { search, searchAny } = searches(db)
    // One question of another thread instead of two.
    const withRows = ({ positions, ...more }: FoundPositions) => ({ rows: at(positions), ...more })
    return {
      ...appends(db),
      ...others,
      at,
      query: (wanted: PackedQuery) => withRows(query(wanted)),
      search: (words: string, wanted: PackedQuery) => withRows(search(words, wanted)),
      searchAny: (words: string, wanted: PackedQuery) => {
        const { matches, ...more } = searchAny(words, wanted)
        return {
          ...withRows({ positions: matches.map(([position]) => position), ...more }),
          matches,
        }
      },
      ...words(db),
      ...keptSessions(db),
      ...viewers(db),
      ...activity(db),
      ...freshActivity(db),
      ...(readOnly ? NO_COUNTS : counts(db)),
      ...consumers(db),
      ...states(db),
      ...prunes(db),
      ...forgets(db),
      ...traces(db),
      ...checks(db),
      checkpoint,
      close: () => {
        closeCheckpoints()
        db.close()
      },
    }
  } catch (failure) {
    throw journalFailure('open', file, failure)
  }
}

// A reader changes nothing.
const NO_COUNTS = { countSome: () => 0 }

// A backup or a database browser may hold the file for a moment.
const PATIENCE_MS = 5_000

function openWritable(file: string): Database {
  if (file !== ':memory:') makeNew(file)
  const db = openDatabase(file, { timeout: PATIENCE_MS })
  try {
    // Deleted content is overwritten within its page, which costs no write: https://sqlite.org/pragma.html#pragma_secure_delete
    // Automatic checkpoints delay appends: at 64 MB, they run only if those in the readers' thread fail.
    db.exec(`${NEW}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = FAST;
      PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000`)
    if (file === ':memory:') createTables(db)
    else migrate(db, file)
    return db
  } catch (failure) {
    db.close()
    throw failure
  }
}

// Set before the first table is made.
const NEW = 'PRAGMA auto_vacuum = INCREMENTAL'

// Made beside it and renamed: killed at any time it leaves no empty file, which would read as a journal that is lost.
function makeNew(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) return
  makeJournalFolder(file)
  const fresh = `${file}.new`
  for (const left of [fresh, `${fresh}-journal`]) rmSync(left, { force: true })
  const db = openDatabase(fresh)
  try {
    // If it is killed half-way, it is made anew: nothing needs to be rolled back.
    db.exec(`${NEW}; PRAGMA journal_mode = MEMORY`)
    createTables(db)
  } finally {
    db.close()
  }
  renameFile(fresh, file)
}

function openReadOnly(file: string): Database {
  if (!existsSync(file) || statSync(file).size === 0) {
    throw new PrometheanError('runtime', {
      what: `cannot read the journal ${file}`,
      why: 'it does not exist yet',
      advice: 'start promethean run first, or name its config with --config',
    })
  }
  const db = openDatabase(file, { readOnly: true, timeout: PATIENCE_MS })
  try {
    requireVersion(db, file)
    return db
  } catch (failure) {
    db.close()
    throw failure
  }
}
