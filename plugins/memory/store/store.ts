import type { Block } from './blocks.ts'
import { type Database, firstValue, openDatabase, run } from './database.ts'
import { nearest } from './nearest.ts'
import { type Scope, scopeOf } from './said.ts'
import { vectors } from './vectors.ts'
import { writes } from './writes.ts'

/** The most bytes of vectors that are held in memory; older ones are read from the file. */
const CACHED_BYTES = 64 * 1024 * 1024

/** An open index, used synchronously: in its thread, or by doctor. */
export type Store = ReturnType<typeof openStore>

/** @throws NewerFile, or SQLite's error */
export function openStore(file: string, settings: { readonly readOnly?: boolean } = {}) {
  const db = openDatabase(file, settings)
  const { blockAt, keep, ...others } = vectors(db)
  const cache = new BlockCache(CACHED_BYTES)
  const cached = (model: number, number: number): Block | undefined => {
    const dimensions = others.dimensionsOf(model)
    if (dimensions === undefined) return undefined
    return cache.get(model, number, () => blockAt(model, number, dimensions))
  }
  const scopes = (): readonly (Scope & { readonly id: number })[] =>
    db
      .prepare('SELECT id, scope FROM scopes')
      .all()
      .map(row => ({ ...scopeOf(String(row.scope)), id: Number(row.id) }))
  const momentScopes = () =>
    new Set(
      scopes()
        .filter(({ isMoment }) => isMoment)
        .map(({ id }) => id),
    )
  return {
    ...writes(db),
    ...others,
    ...nearest(db, { dimensionsOf: others.dimensionsOf, blockAt: cached, momentScopes }),
    scopes,
    keep(...[model, all]: Parameters<typeof keep>): void {
      for (const number of keep(model, all)) cache.forget(model, number)
    },
    /** Which file this is: another one has another id. */
    fileId: () => String(firstValue(db, "SELECT value FROM about WHERE key = 'id'")),
    counts: () => ({
      passages: count(db, 'SELECT count(*) FROM passages'),
      models: db
        .prepare('SELECT id, name, dimensions FROM models ORDER BY id')
        .all()
        .map(({ id, name, dimensions }) => ({
          id: Number(id),
          name: String(name),
          dimensions: Number(dimensions),
        })),
    }),
    /** Forgets all other models and their vectors. */
    keepOnly(model: number): void {
      if (count(db, 'SELECT count(*) FROM models') < 2) return
      for (const table of ['blocks', 'waiting'])
        run(db, `DELETE FROM ${table} WHERE model <> ?`, model)
      run(db, 'DELETE FROM models WHERE id <> ?', model)
      cache.clear()
    },
    close: () => db.close(),
  }
}

function count(db: Database, sql: string): number {
  return Number(firstValue(db, sql))
}

/** The newest blocks: what was said lately is asked for most. */
class BlockCache {
  readonly #most: number
  readonly #blocks = new Map<string, { readonly number: number; readonly block: Block }>()
  #bytes = 0

  constructor(most: number) {
    this.#most = most
  }

  get(model: number, number: number, read: () => Block | undefined): Block | undefined {
    const key = `${model}/${number}`
    const known = this.#blocks.get(key)
    if (known !== undefined) return known.block
    const block = read()
    if (block === undefined) return undefined
    // Read newest first: once it is full, older ones are only passed through.
    this.#bytes += block.body.byteLength
    this.#blocks.set(key, { number, block })
    while (this.#bytes > this.#most) this.#dropOldest()
    return block
  }

  forget(model: number, number: number): void {
    this.#drop(`${model}/${number}`)
  }

  clear(): void {
    this.#blocks.clear()
    this.#bytes = 0
  }

  #dropOldest(): void {
    let oldest: string | undefined
    let lowest = Number.POSITIVE_INFINITY
    for (const [key, { number }] of this.#blocks) {
      if (number >= lowest) continue
      lowest = number
      oldest = key
    }
    if (oldest !== undefined) this.#drop(oldest)
  }

  #drop(key: string): void {
    this.#bytes -= this.#blocks.get(key)?.block.body.byteLength ?? 0
    this.#blocks.delete(key)
  }
}
