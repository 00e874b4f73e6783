import { BlockCache } from './block-cache.ts'
import type { Block } from './blocks.ts'
import { type Database, firstValue, openDatabase, run } from './database.ts'
import { nearest } from './nearest.ts'
import { type Scope, scopeOf } from './said.ts'
import { MOST_TRIES, vectors } from './vectors.ts'
import { writes } from './writes.ts'

const REFUSED = `SELECT count(*) FROM waiting WHERE model = ? AND tries >= ${MOST_TRIES}`

/** The most bytes of vectors that are held in memory; older ones are read from the file. */
const CACHED_BYTES = 64 * 1024 * 1024

/** A model that has vectors in the index. */
export interface IndexModel {
  readonly id: number
  readonly name: string
  readonly dimensions: number
}

/** An open index, used synchronously: in its thread, or by doctor. */
export type Store = ReturnType<typeof openStore>

/** @throws NewerFile, or SQLite's error */
export function openStore(file: string, settings: { readonly readOnly?: boolean } = {}) {
  const db = openDatabase(file, settings)
  const { blockAt, keep, forgetBefore, ...others } = vectors(db)
  const cache = new BlockCache(CACHED_BYTES)
  const cached = (model: number, number: number, dimensions: number): Block | undefined =>
    cache.get(model, number, () => blockAt(model, number, dimensions))
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
      for (const number of keep(model, all)) cache.forget(number)
    },
    forgetBefore(time: number): boolean {
      cache.clear()
      return forgetBefore(time)
    },
    /** Which file this is: another one has another id. */
    fileId: () => String(firstValue(db, "SELECT value FROM about WHERE key = 'id'")),
    models: (): readonly IndexModel[] =>
      db
        .prepare('SELECT id, name, dimensions FROM models ORDER BY id DESC')
        .all()
        .map(({ id, name, dimensions }) => ({
          id: Number(id),
          name: String(name),
          dimensions: Number(dimensions),
        })),
    passages: () => count(db, 'SELECT count(*) FROM passages'),
    /** How many passages a model does not take. */
    refused: (model: number) => Number(firstValue(db, REFUSED, model)),
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
