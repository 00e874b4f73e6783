import { PrometheanError } from '../../../errors.ts'
import { newerJournal } from './failures.ts'
import { migrations } from './migrations.ts'
import { type Database, inTransaction, select } from './node-sqlite.ts'

/** The tables of a new journal: what the migrations together make of an empty file, in fewer steps. */
const schema: readonly string[] = [
  // Entries are found by a hash of their id: an index over the ids themselves is five times the size, and every
  // append would dirty that many more pages. `kept, type` ends in the position, as every SQLite index does.
  `CREATE TABLE entries (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, received INTEGER NOT NULL,
    platform TEXT, channel TEXT, session TEXT, kept INTEGER NOT NULL, test INTEGER NOT NULL,
    body TEXT NOT NULL, hash INTEGER NOT NULL)`,
  'CREATE INDEX entries_hash ON entries (hash)',
  'CREATE INDEX entries_kind ON entries (kept, type)',
  'CREATE INDEX entries_received ON entries (received)',
  'CREATE INDEX entries_dropped ON entries (received) WHERE kept = 0',
  `CREATE TABLE copies (event TEXT NOT NULL, source TEXT NOT NULL, received INTEGER NOT NULL, own TEXT,
    PRIMARY KEY (event, source, received)) WITHOUT ROWID`,
  'CREATE INDEX copies_own ON copies (own) WHERE own IS NOT NULL',
  // Few events have a cause or a note, so these stay small.
  `CREATE TABLE effects (cause TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (cause, position)) WITHOUT ROWID`,
  'CREATE INDEX effects_position ON effects (position)',
  'CREATE TABLE notes (event TEXT NOT NULL, plugin TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL)',
  'CREATE INDEX notes_event ON notes (event)',
  // Empty except during the seconds of a start.
  'CREATE TABLE held (place INTEGER PRIMARY KEY, holder TEXT NOT NULL, entry TEXT NOT NULL)',
  `CREATE TABLE cursors (name TEXT PRIMARY KEY, position INTEGER NOT NULL, epoch INTEGER NOT NULL,
    refilter_to INTEGER) WITHOUT ROWID`,
  `CREATE TABLE parked (consumer TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
    type TEXT NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (consumer, position)) WITHOUT ROWID`,
  `CREATE TABLE state (use TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (use, key)) WITHOUT ROWID`,
  // From here on filled behind the appends, in pieces.
  'CREATE TABLE progress (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID',
  `CREATE VIRTUAL TABLE words USING fts5 (text, user, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 2")`,
  `CREATE TABLE streams (session TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL, events INTEGER NOT NULL, began INTEGER, ended INTEGER,
    off INTEGER, lines INTEGER NOT NULL, follows INTEGER NOT NULL, subs INTEGER NOT NULL,
    gifts INTEGER NOT NULL, bits INTEGER NOT NULL, raids INTEGER NOT NULL, raiders INTEGER NOT NULL,
    chatters INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID`,
  `CREATE TABLE stream_minutes (session TEXT NOT NULL, minute INTEGER NOT NULL, lines INTEGER NOT NULL,
    PRIMARY KEY (session, minute)) WITHOUT ROWID`,
  'CREATE TABLE stream_chatters (session TEXT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (session, who)) WITHOUT ROWID',
  `CREATE TABLE stream_tips (session TEXT NOT NULL, currency TEXT NOT NULL, tips INTEGER NOT NULL,
    amount REAL NOT NULL, PRIMARY KEY (session, currency)) WITHOUT ROWID`,
  `CREATE TABLE stream_titles (session TEXT NOT NULL, position INTEGER NOT NULL, received INTEGER NOT NULL,
    title TEXT NOT NULL, PRIMARY KEY (session, position)) WITHOUT ROWID`,
  'CREATE TABLE people (person INTEGER PRIMARY KEY, platform TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (platform, id))',
  'CREATE INDEX people_id ON people (id)',
  `CREATE TABLE personas (persona INTEGER PRIMARY KEY, person INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE,
    shown TEXT NOT NULL COLLATE NOCASE, roles TEXT NOT NULL, UNIQUE (person, name, shown, roles))`,
  'CREATE INDEX personas_name ON personas (name)',
  'CREATE INDEX personas_shown ON personas (shown)',
  // A kind has one channel and one stream.
  `CREATE TABLE kinds (kind INTEGER PRIMARY KEY, same TEXT NOT NULL UNIQUE, type TEXT NOT NULL, kept INTEGER NOT NULL,
    test INTEGER NOT NULL, platform TEXT, channel TEXT, session TEXT, first INTEGER NOT NULL, last INTEGER NOT NULL)`,
  'CREATE TABLE kind_events (kind INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (kind, position)) WITHOUT ROWID',
  `CREATE TABLE deeds (persona INTEGER NOT NULL, kind INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (persona, kind, position)) WITHOUT ROWID`,
  // Totals of viewers, counted in advance.
  `CREATE TABLE tallies (persona INTEGER NOT NULL, kind INTEGER NOT NULL, events INTEGER NOT NULL, amount REAL NOT NULL,
    PRIMARY KEY (persona, kind)) WITHOUT ROWID`,
  'CREATE TABLE spans (span INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL)',
  // Ids of events that were forgotten on request, so that no source brings them back.
  'CREATE TABLE forgotten (hash INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (hash, id)) WITHOUT ROWID',
]

/** Creates the tables of this version in a new, empty file. */
export function createTables(db: Database): void {
  const tables = schema.join(';')
  inTransaction(db, () => db.exec(`${tables}; ${OVERWRITING}; ${setVersion(migrations.length)}`))
}

/** Notes that this file never had content deleted without overwriting it. */
export const OVERWRITING = "INSERT OR REPLACE INTO progress VALUES ('overwriting', 0)"

/**
 * Migrates an older journal: at once, because slow work is done in pieces later.
 * @param onMigrated called before it is committed; what it throws undoes everything
 * @throws PrometheanError if it was written by a newer Promethean
 */
export function migrate(
  db: Database,
  file: string,
  steps = migrations,
  onMigrated: () => void = () => undefined,
): void {
  const version = versionOf(db)
  refuseNewer(version, file, steps.length)
  if (version === steps.length) return
  inTransaction(db, () => {
    for (const step of steps.slice(version)) db.exec(step)
    db.exec(setVersion(steps.length))
    onMigrated()
  })
}

/** @throws PrometheanError if a journal opened for reading has another version */
export function requireVersion(db: Database, file: string, steps = migrations): void {
  const version = versionOf(db)
  refuseNewer(version, file, steps.length)
  if (version === steps.length) return
  throw new PrometheanError('runtime', {
    what: `cannot read the journal ${file}`,
    why: `it has schema ${version}, this Promethean reads schema ${steps.length}`,
    advice: 'start promethean run once, it copies the journal and updates it',
  })
}

function refuseNewer(version: number, file: string, known: number): void {
  if (version > known) throw newerJournal(file, version, known)
}

/** The number of applied migrations. */
export function versionOf(db: Database): number {
  return select<[number]>(db, 'PRAGMA user_version')()[0]?.[0] ?? 0
}

function setVersion(version: number): string {
  return `PRAGMA user_version = ${version}`
}
