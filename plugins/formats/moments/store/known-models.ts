import { type Database, firstValue, inTransaction, run } from './database.ts'

// One model, on whatever computer, embeds a text in nearly the same way; of another model, the numbers mean something else.
const SAME_MODEL = 0.99

/** A model that has vectors in the index. */
export interface IndexModel {
  readonly id: number
  readonly name: string
  readonly dimensions: number
}

/** A model, as it embedded a few texts that never change. */
export interface ModelSeen {
  readonly name: string
  readonly dimensions: number
  readonly probes: readonly Float32Array[]
}

/** The models whose vectors are in the index. */
export function models(db: Database) {
  const named = db.prepare(
    'SELECT id, probes FROM models WHERE name = ? AND dimensions = ? ORDER BY id DESC',
  )
  const add = db.prepare('INSERT INTO models (name, dimensions, probes) VALUES (?, ?, ?)')
  const waitAll = db.prepare('INSERT INTO waiting SELECT ?, id, begin, 0 FROM passages')
  return {
    /** The latest first. */
    models: (): readonly IndexModel[] =>
      db
        .prepare('SELECT id, name, dimensions FROM models ORDER BY id DESC')
        .all()
        .map(({ id, name, dimensions }) => ({
          id: Number(id),
          name: String(name),
          dimensions: Number(dimensions),
        })),

    dimensionsOf(model: number): number | undefined {
      const dimensions = firstValue(db, 'SELECT dimensions FROM models WHERE id = ?', model)
      return dimensions === undefined ? undefined : Number(dimensions)
    },

    /**
     * Which of the known models this is, by its name and by how it embeds.
     * @param mayAdd a new one gets an index: all passages wait for its vectors
     * @returns undefined if it is new
     */
    modelOf({ name, dimensions, probes }: ModelSeen, mayAdd: boolean): number | undefined {
      const seen = Float32Array.from(probes.flatMap(one => [...one]))
      const row = named.all(name, dimensions).find(one => areAlike(one.probes, seen))
      if (row !== undefined || !mayAdd) return row && Number(row.id)
      return inTransaction(db, () => {
        const stored = new Uint8Array(seen.buffer)
        const id = Number(add.run(name, dimensions, stored).lastInsertRowid)
        waitAll.run(id)
        return id
      })
    },

    /**
     * Forgets all other models, in the end: first their vectors, piece by piece.
     * @param forgetSome takes some of their vectors away, and returns whether there were any
     * @returns whether there may be more
     */
    keepOnly(model: number, forgetSome: () => boolean): boolean {
      if (Number(firstValue(db, 'SELECT count(*) FROM models')) < 2) return false
      // One that comes back meanwhile is a new one: it lacks what was forgotten, and reads everything.
      run(db, "UPDATE models SET probes = x'' WHERE id <> ? AND probes <> x''", model)
      // The models go last: until then their number is no other model's.
      if (forgetSome()) return true
      inTransaction(db, () => {
        run(db, 'DELETE FROM waiting WHERE model <> ?', model)
        run(db, 'DELETE FROM models WHERE id <> ?', model)
      })
      return false
    },
  }
}

/** Whether a model's vectors of the same texts are those it gave before. */
function areAlike(stored: unknown, seen: Float32Array): boolean {
  if (!(stored instanceof Uint8Array)) return false
  const before = new Float32Array(stored.slice().buffer)
  if (before.length !== seen.length) return false
  let [dot, one, other] = [0, 0, 0]
  for (const [index, part] of seen.entries()) {
    const was = before[index] ?? 0
    dot += part * was
    one += part * part
    other += was * was
  }
  return dot >= SAME_MODEL * Math.sqrt(one * other)
}
