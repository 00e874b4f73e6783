import { openDatabase } from '../../formats/moments/store/database.ts'
import { momentStore } from '../../formats/moments/store/store.ts'
import type { Read } from '../../formats/moments/store/waiting.ts'
import { BlockCache } from './block-cache.ts'
import type { Block } from './blocks.ts'
import { nearest } from './nearest.ts'
import { TABLES, Vectors } from './vectors.ts'

/** The most bytes of vectors that are held in memory; older ones are read from the file. */
const CACHED_BYTES = 64 * 1024 * 1024

/** An open index, used synchronously: in its thread, or by doctor. */
export type Store = ReturnType<typeof openStore>

/** @throws NewerFile, or SQLite's error */
export function openStore(file: string, settings: { readonly readOnly?: boolean } = {}) {
  const db = openDatabase(file, { ...settings, tables: TABLES })
  const vectors = new Vectors(db, model => moments.dimensionsOf(model))
  const moments = momentStore(db, vectors)
  const cache = new BlockCache(CACHED_BYTES)
  const blockAt = (model: number, number: number, dimensions: number): Block | undefined =>
    cache.get(model, number, () => vectors.blockAt(model, number, dimensions))
  const momentScopes = () =>
    new Set(
      moments
        .scopes()
        .filter(({ isMoment }) => isMoment)
        .map(({ id }) => id),
    )
  return {
    ...moments,
    ...nearest(db, { dimensionsOf: moments.dimensionsOf, blockAt, momentScopes }),
    keep(model: number, all: readonly Read[]): void {
      for (const number of vectors.keep(model, all)) cache.forget(number)
    },
    forgetBefore(time: number): boolean {
      cache.clear()
      return moments.forgetBefore(time)
    },
    forgetEvents(events: readonly string[]) {
      cache.clear()
      return moments.forgetEvents(events)
    },
    keepOnly(model: number): boolean {
      cache.keepOnly(model)
      return moments.keepOnly(model)
    },
  }
}
