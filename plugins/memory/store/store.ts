import { BlockCache } from './block-cache.ts'
import type { Block } from './blocks.ts'
import { firstValue, openDatabase } from './database.ts'
import { Forgetting } from './forgetting.ts'
import { models } from './models.ts'
import { nearest } from './nearest.ts'
import { type Said, type Scope, scopeOf } from './said.ts'
import { type Read, Vectors } from './vectors.ts'
import { waiting } from './waiting.ts'
import { Writes } from './writes.ts'

/** The most bytes of vectors that are held in memory; older ones are read from the file. */
const CACHED_BYTES = 64 * 1024 * 1024

/** An open index, used synchronously: in its thread, or by doctor. */
export type Store = ReturnType<typeof openStore>

/** @throws NewerFile, or SQLite's error */
export function openStore(file: string, settings: { readonly readOnly?: boolean } = {}) {
  const db = openDatabase(file, settings)
  const { keepOnly, ...known } = models(db)
  const writes = new Writes(db)
  const vectors = new Vectors(db, known.dimensionsOf)
  const forgetting = new Forgetting(db, vectors)
  const cache = new BlockCache(CACHED_BYTES)
  const blockAt = (model: number, number: number, dimensions: number): Block | undefined =>
    cache.get(model, number, () => vectors.blockAt(model, number, dimensions))
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
    ...known,
    ...waiting(db),
    ...nearest(db, { dimensionsOf: known.dimensionsOf, blockAt, momentScopes }),
    scopes,
    take: (all: readonly Said[]) => writes.take(all),
    keep(model: number, all: readonly Read[]): void {
      for (const number of vectors.keep(model, all)) cache.forget(number)
    },
    forgetBefore(time: number): boolean {
      cache.clear()
      return vectors.forgetBefore(time)
    },
    forgetEvents(events: readonly string[]) {
      cache.clear()
      return forgetting.forget(events)
    },
    tidyForgotten: () => forgetting.tidy(),
    keepOnly(model: number): void {
      if (keepOnly(model)) cache.clear()
    },
    /** Which file this is: another one has another id. */
    fileId: () => String(firstValue(db, "SELECT value FROM about WHERE key = 'id'")),
    passages: () => Number(firstValue(db, 'SELECT count(*) FROM passages')),
    close: () => db.close(),
  }
}
