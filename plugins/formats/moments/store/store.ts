import { type Database, firstValue } from './database.ts'
import { Forgetting, type VectorPlace } from './forgetting.ts'
import { models } from './known-models.ts'
import { type Said, type Scope, scopeOf } from './said.ts'
import { waiting } from './waiting.ts'
import { Writes } from './writes.ts'

/** Passages of what was said, and which of them wait for the vectors of which model. */
export type MomentStore = ReturnType<typeof momentStore>

/** @param place where the vectors are */
export function momentStore(db: Database, place: VectorPlace) {
  const { keepOnly, ...known } = models(db)
  const writes = new Writes(db)
  const forgetting = new Forgetting(db, place)
  return {
    ...known,
    ...waiting(db),
    scopes: (): readonly (Scope & { readonly id: number })[] =>
      db
        .prepare('SELECT id, scope FROM scopes')
        .all()
        .map(row => ({ ...scopeOf(String(row.scope)), id: Number(row.id) })),
    take: (all: readonly Said[]): void => writes.take(all),
    forgetBefore: (time: number) => forgetting.forgetBefore(time),
    forgetEvents: (events: readonly string[]) => forgetting.forget(events),
    tidyForgotten: () => forgetting.tidy(),
    /** Forgets some of all other models. @returns whether there may be more */
    keepOnly: (model: number) => keepOnly(model, () => place.forgetOthers(model)),
    /** Which file this is: another one has another id. */
    fileId: () => String(firstValue(db, "SELECT value FROM about WHERE key = 'id'")),
    passages: () => Number(firstValue(db, 'SELECT count(*) FROM passages')),
    close: () => db.close(),
  }
}
