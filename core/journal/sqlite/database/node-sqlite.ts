import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { PrometheanError } from '../../../errors.ts'
import { tooOld } from '../../../node-version.js'
import { channelKey } from '../../../text/channel.ts'
import { fromStored, toStored } from './stored-text.ts'

export type Database = DatabaseSync
export type Value = SQLInputValue

interface OpenOptions {
  readonly readOnly?: boolean
  /** How long a statement waits for another program's lock, in ms; default not at all. */
  readonly timeout?: number
}

/** A database file by its path or its URI, or `':memory:'`, in Node's own SQLite; its SQL knows `channel_key`. */
export function openDatabase(file: string | URL, options: OpenOptions = {}): Database {
  const db = new (load().DatabaseSync)(file, options)
  db.function('channel_key', { deterministic: true }, keyOf)
  return db
}

// A name that had to be rewritten for storage is not one that a person writes: it matches only itself.
function keyOf(channel: Value): Value {
  return typeof channel === 'string' && fromStored(channel) === channel
    ? channelKey(channel)
    : channel
}

type BackUp = typeof import('node:sqlite').backup

/** Copies a database as it is now into another file, piece by piece; what `progress` throws ends it. */
export const backUp: BackUp = (...given) => load().backup(...given)

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

/** A query that returns rows as arrays, in the order of its columns. It is prepared when it is first asked. */
export function select<Row extends readonly unknown[]>(db: Database, sql: string) {
  let statement: StatementSync | undefined
  return (...values: Value[]) => {
    statement ??= arraysOf(db.prepare(sql))
    // Without columns to name, the rows are lists.
    const rows = statement.all(...values.map(stored)) as unknown[] as unknown[][]
    // The SQL next to the type argument determines the type of a row, which TypeScript cannot read.
    return rows.map(row => row.map(told)) as unknown[] as Row[]
  }
}

function arraysOf(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true)
  return statement
}

/** A statement that changes rows; returns how many. It is prepared when it is first run. */
export function change(db: Database, sql: string) {
  let statement: StatementSync | undefined
  return (...values: Value[]): number => {
    statement ??= db.prepare(sql)
    return Number(statement.run(...values.map(stored)).changes)
  }
}

function stored(value: Value): Value {
  return typeof value === 'string' ? toStored(value) : value
}

function told(value: unknown): unknown {
  return typeof value === 'string' ? fromStored(value) : value
}

// The one place in core that loads node:sqlite, because loading it prints an ExperimentalWarning no user can act on.
function load(): typeof import('node:sqlite') {
  // The command has refused such a Node before; a program or a test that imports the runtime gets here.
  const refusal = tooOld(process.versions.node)
  if (refusal !== undefined) throw new PrometheanError('runtime', refusal)
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
