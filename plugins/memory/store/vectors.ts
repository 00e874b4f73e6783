import { Block, blockOf, slotOf } from './blocks.ts'
import { type Database, inTransaction } from './database.ts'
import { keyOf, parseIds } from './said.ts'
import type { Unread } from './waiting.ts'

// Others get their turn in between.
const MOST_FORGOTTEN = 1_000

/** A passage and its vector. */
export interface Read extends Pick<Unread, 'passage' | 'size'> {
  readonly vector: Float32Array
}

/** The vectors of passages, in blocks. */
export class Vectors {
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

  /**
   * Forgets passages that begin earlier, a thousand at most.
   * @returns whether there may be more
   */
  forgetBefore(time: number): boolean {
    const { old, forgetMember, forgetWaiting, forgetPassage } = this.#statements
    const gone = old.all(time)
    inTransaction(this.#db, () => {
      const passages = gone.map(({ id }) => Number(id))
      this.clear(passages)
      for (const row of gone) {
        const id = Number(row.id)
        for (const event of parseIds(row.ids)) forgetMember.run(keyOf(event), id)
        forgetWaiting.run(id)
        forgetPassage.run(id)
      }
    })
    return gone.length === MOST_FORGOTTEN
  }

  /** Empties the places of these passages, in every model's blocks. */
  clear(passages: readonly number[]): void {
    for (const { id } of this.#statements.models.all()) this.#empty(Number(id), passages)
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
    dropBlock: db.prepare('DELETE FROM blocks WHERE model = ? AND number = ?'),
    models: db.prepare('SELECT id FROM models'),
    old: db.prepare(`SELECT id, ids FROM passages WHERE begin < ? LIMIT ${MOST_FORGOTTEN}`),
    forgetMember: db.prepare('DELETE FROM members WHERE hash = ? AND passage = ?'),
    forgetWaiting: db.prepare(
      'DELETE FROM waiting WHERE passage = ? AND model IN (SELECT id FROM models)',
    ),
    forgetPassage: db.prepare('DELETE FROM passages WHERE id = ?'),
  }
}
