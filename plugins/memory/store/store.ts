import { openDatabase } from '../../formats/moments/store/database.ts'
import { momentStore } from '../../formats/moments/store/store.ts'
import type { Read } from '../../formats/moments/store/waiting.ts'
import { nearest } from './nearest.ts'
import { TABLES, UPGRADE, Vectors } from './vectors.ts'

/** An open index, used synchronously: in its thread, or by doctor. */
export type Store = ReturnType<typeof openStore>

/** @throws NewerFile, or SQLite's error */
export function openStore(file: string, settings: { readonly readOnly?: boolean } = {}) {
  const db = openDatabase(file, { ...settings, tables: TABLES, upgrade: UPGRADE })
  const vectors = new Vectors(db, model => moments.dimensionsOf(model))
  const moments = momentStore(db, vectors)
  const momentScopes = () =>
    new Set(
      moments
        .scopes()
        .filter(({ isMoment }) => isMoment)
        .map(({ id }) => id),
    )
  return {
    ...moments,
    ...nearest(db, { dimensionsOf: moments.dimensionsOf, vectors, momentScopes }),
    keep: (model: number, all: readonly Read[]): void => vectors.keep(model, all),
  }
}
