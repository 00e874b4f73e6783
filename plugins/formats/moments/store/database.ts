import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

export type Database = DatabaseSync

/** One version so far; an older file would be begun anew, because all of it can be built again. */
export const SCHEMA = 1

// No passage gets the number of one that is gone: a vector that is still being made would be taken for its own.
const TABLES = `
  CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE scopes (id INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE, current INTEGER);
  CREATE TABLE passages (id INTEGER PRIMARY KEY AUTOINCREMENT, scope INTEGER NOT NULL, begin INTEGER NOT NULL,
    end INTEGER NOT NULL, ready INTEGER NOT NULL, size INTEGER NOT NULL, ids TEXT NOT NULL, text TEXT NOT NULL);
  CREATE INDEX passages_begin ON passages (begin);
  CREATE TABLE members (hash INTEGER NOT NULL, passage INTEGER NOT NULL, PRIMARY KEY (hash, passage)) WITHOUT ROWID;
  CREATE TABLE models (id INTEGER PRIMARY KEY, name TEXT NOT NULL, dimensions INTEGER NOT NULL, probes BLOB NOT NULL);
  CREATE TABLE waiting (model INTEGER NOT NULL, passage INTEGER NOT NULL, begin INTEGER NOT NULL, tries INTEGER NOT NULL,
    PRIMARY KEY (model, passage)) WITHOUT ROWID;
  CREATE INDEX waiting_order ON waiting (model, tries, begin);
  CREATE INDEX waiting_begin ON waiting (model, begin);
`

// A block of vectors is 50 kB and more: in larger pages it is read faster.
const PAGE_BYTES = 16_384

/** The file was written by a newer Promethean. */
export class NewerFile extends Error {}

/**
 * Opens the index in an SQLite file.
 * @param tables statements that make the tables which it has beside those of moments
 * @throws NewerFile, or SQLite's error
 */
export function openDatabase(
  file: string,
  { readOnly = false, tables }: { readonly readOnly?: boolean; readonly tables: string },
): Database {
  const db = new (load().DatabaseSync)(file, { readOnly, timeout: 5_000 })
  try {
    const version = Number(firstValue(db, 'PRAGMA user_version') ?? 0)
    if (version > SCHEMA) throw new NewerFile(`schema ${version}, this one knows ${SCHEMA}`)
    if (!readOnly) prepare(db, version, tables)
    return db
  } catch (failure) {
    db.close()
    throw failure
  }
}

function prepare(db: Database, version: number, tables: string): void {
  if (version === 0) db.exec(`PRAGMA page_size = ${PAGE_BYTES}`)
  // FULL: what the consumer has acknowledged is there after a power cut, too.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST')
  if (version > 0) return
  inTransaction(db, () => {
    db.exec(TABLES + tables)
    run(db, 'INSERT INTO about VALUES (?, ?)', 'id', crypto.randomUUID())
    db.exec(`PRAGMA user_version = ${SCHEMA}`)
  })
}

/** Runs work in one transaction: all or nothing. */
export function inTransaction<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (failure) {
    // SQLite rolls back by itself after some failures (a full disk): then there is nothing to undo.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw failure
  }
}

/** The first column of the first row; undefined without one. */
export function firstValue(
  db: Database,
  sql: string,
  ...values: readonly SQLInputValue[]
): unknown {
  const row = db.prepare(sql).get(...values)
  return row && Object.values(row)[0]
}

/** Runs a statement once; returns how many rows it changed. */
export function run(db: Database, sql: string, ...values: readonly SQLInputValue[]): number {
  return Number(db.prepare(sql).run(...values).changes)
}

// Loading it prints an ExperimentalWarning no user can act on.
function load(): typeof import('node:sqlite') {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
