import {
  type Database,
  firstValue,
  inTransaction,
  run,
} from '../../formats/moments/store/database.ts'

/** The collection of a model. */
export interface ModelCollection {
  readonly model: number
  readonly name: string
  /** The server's; undefined until it was made there. */
  readonly uid: string | undefined
}

/** Which collection of a server is which model's. */
export function collections(db: Database) {
  const all = (): readonly ModelCollection[] =>
    db
      .prepare('SELECT model, name, uid FROM collections ORDER BY model')
      .all()
      .map(({ model, name, uid }) => ({
        model: Number(model),
        name: String(name),
        uid: typeof uid === 'string' ? uid : undefined,
      }))
  return {
    collections: all,

    /**
     * The collection of a model.
     * @param wanted its name; where another model of that name has it, a number follows
     */
    collectionOf(model: number, wanted: string): ModelCollection {
      const known = all()
      const own = known.find(one => one.model === model)
      if (own !== undefined && isNumbered(own.name, wanted)) return own
      const taken = new Set(known.map(({ name }) => name))
      let name = wanted
      for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`
      run(db, 'INSERT OR REPLACE INTO collections VALUES (?, ?, NULL)', model, name)
      return { model, name, uid: undefined }
    },

    /** All passages are sent to this collection, again if they were sent before. */
    sendAll(model: number, uid: string): void {
      inTransaction(db, () => {
        run(db, 'UPDATE collections SET uid = ? WHERE model = ?', uid, model)
        // Those that were refused, too: the server or what it takes may be another.
        run(db, 'INSERT OR REPLACE INTO waiting SELECT ?, id, begin, 0 FROM passages', model)
      })
    },

    /** How many passages a collection has. */
    sent: (model: number) =>
      Number(
        firstValue(
          db,
          'SELECT count(*) FROM passages WHERE id NOT IN (SELECT passage FROM waiting WHERE model = ?)',
          model,
        ),
      ),

    /** Another server is written to from now on: it has none of them. */
    moveAway(): void {
      run(db, 'UPDATE collections SET uid = NULL')
    },

    /** A model's collection is no more. */
    forgetCollection(model: number): void {
      run(db, 'DELETE FROM collections WHERE model = ?', model)
    },
  }
}

function isNumbered(name: string, wanted: string): boolean {
  return (
    name === wanted ||
    (name.startsWith(`${wanted}-`) && /^\d+$/.test(name.slice(wanted.length + 1)))
  )
}
