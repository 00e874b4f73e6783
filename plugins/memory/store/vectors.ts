import { type Database, inTransaction } from '../../formats/moments/store/database.ts'
import type { GoingPassage, VectorPlace } from '../../formats/moments/store/forgetting.ts'
import type { Read } from '../../formats/moments/store/waiting.ts'
import { Block, blockOf, slotOf } from './blocks.ts'

/** Vectors lie in blocks. */
export const TABLES = `
  CREATE TABLE blocks (model INTEGER NOT NULL, number INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (model, number));
`

// Some 2 MB: others get their turn in between.
const BLOCKS_AT_ONCE = 32

/** The vectors of passages, in blocks. */
export class Vectors implements VectorPlace {
  readonly #db: Database
  readonly #statements: ReturnType<typeof statements>
  readonly #dimensionsOf: (model: number) => number | undefined

  constructor(db: Database, dimensionsOf: (model: number) => number | undefined) {
    this.#db = db
    this.#statements = statements(db)
    this.#dimensionsOf = dimensionsOf
  }

  blockAt(model: number, number: number, dimensions: number): Block | undefined {
    const stored = this.#statements.body.get(model, number)?.body
    return stored instanceof Uint8Array ? new Block(dimensions, stored) : undefined
  }

  /**
   * Keeps vectors; of a model or a passage that is gone meanwhile, and of a moment that has grown, none.
   * @returns the blocks that changed
   */
  keep(model: number, all: readonly Read[]): readonly number[] {
    const dimensions = this.#dimensionsOf(model)
    if (dimensions === undefined) return []
    const { passage, found } = this.#statements
    return inTransaction(this.#db, () => {
      const blocks = new Map<number, Block>()
      for (const { passage: id, size, vector } of all) {
        const row = passage.get(id)
        if (row === undefined || row.size !== size) continue
        const number = blockOf(id)
        const block =
          blocks.get(number) ?? this.blockAt(model, number, dimensions) ?? new Block(dimensions)
        blocks.set(number, block)
        const [begin, end] = [Number(row.begin), Number(row.end)]
        block.set(slotOf(id), { begin, end, scope: Number(row.scope), vector })
        found.run(model, id)
      }
      for (const [number, block] of blocks) this.#save(model, number, block)
      return [...blocks.keys()]
    })
  }

  /** Empties the places of these passages, in every model's blocks. */
  clear(passages: readonly GoingPassage[]): void {
    const ids = passages.map(({ id }) => id)
    for (const { id } of this.#statements.models.all()) this.#empty(Number(id), ids)
  }

  forgetOthers(model: number): boolean {
    return this.#statements.dropOthers.run(model).changes > 0
  }

  #empty(model: number, passages: readonly number[]): void {
    const dimensions = this.#dimensionsOf(model) ?? 0
    for (const number of new Set(passages.map(blockOf))) {
      const block = this.blockAt(model, number, dimensions)
      if (block === undefined) continue
      for (const id of passages) if (blockOf(id) === number) block.clear(slotOf(id))
      this.#save(model, number, block)
    }
  }

  #save(model: number, number: number, block: Block): void {
    const { dropBlock, saveBlock } = this.#statements
    if (block.isEmpty) dropBlock.run(model, number)
    else saveBlock.run(model, number, ...block.span, block.body)
  }
}

function statements(db: Database) {
  return {
    passage: db.prepare('SELECT scope, begin, end, size FROM passages WHERE id = ?'),
    found: db.prepare('DELETE FROM waiting WHERE model = ? AND passage = ?'),
    body: db.prepare('SELECT body FROM blocks WHERE model = ? AND number = ?'),
    saveBlock: db.prepare('INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?, ?)'),
    dropOthers: db.prepare(
      `DELETE FROM blocks WHERE rowid IN (SELECT rowid FROM blocks WHERE model <> ? LIMIT ${BLOCKS_AT_ONCE})`,
    ),
    dropBlock: db.prepare('DELETE FROM blocks WHERE model = ? AND number = ?'),
    models: db.prepare('SELECT id FROM models'),
  }
}
