import { type Database, inTransaction } from '../../formats/moments/store/database.ts'
import type { GoingPassage, VectorPlace } from '../../formats/moments/store/forgetting.ts'
import type { Read } from '../../formats/moments/store/waiting.ts'
import { Block, blockOf, SLOTS, slotOf } from './blocks.ts'
import { Group, groupOf } from './groups.ts'
import { NewestCache } from './newest-cache.ts'
import { turned } from './turned.ts'

/** Vectors lie in groups, by which passage they are of; what is read of all of them for a question lies in blocks. */
export const TABLES = `
  CREATE TABLE blocks (model INTEGER NOT NULL, number INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (model, number));
  CREATE INDEX blocks_time ON blocks (model, number, since, until);
  CREATE TABLE vectors (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
`

/** From version 1, in which vectors lay in the blocks: they are made again. */
export const UPGRADE = `
  DROP TABLE blocks;
  INSERT OR IGNORE INTO waiting SELECT m.id, p.id, p.begin, 0 FROM models m, passages p;
  ${TABLES}
`

/** The most bytes of vectors that are held in memory; older ones are read from the file. */
const CACHED_BYTES = 64 * 1024 * 1024

// Some 2 MB: others get their turn in between.
const BLOCKS_AT_ONCE = 32

/** A group's number behind that of its model: with a key of two columns, each would be looked up twice. */
const OF_A_MODEL = 2 ** 32

/** The vectors of passages, and the blocks by which they are found. */
export class Vectors implements VectorPlace {
  readonly #db: Database
  readonly #statements: ReturnType<typeof statements>
  readonly #dimensionsOf: (model: number) => number | undefined
  readonly #blocks = new NewestCache<Block>(() => CACHED_BYTES)
  // What the blocks leave.
  readonly #groups = new NewestCache<Group>(() => CACHED_BYTES - this.#blocks.bytes)

  constructor(db: Database, dimensionsOf: (model: number) => number | undefined) {
    this.#db = db
    this.#statements = statements(db)
    this.#dimensionsOf = dimensionsOf
  }

  /** The numbers of the blocks that hold something of that time, the newest first. */
  numbersIn(model: number, since: number, until: number): readonly number[] {
    return this.#statements.wanted.all(model, since, until).map(({ number }) => Number(number))
  }

  blockAt(model: number, number: number, dimensions: number): Block | undefined {
    const read = () => this.#readBlock(model, number, dimensions)
    return this.#blocks.get(model, number, read) ?? read()
  }

  /** The group that holds a passage's vector. */
  groupAt(model: number, passage: number, dimensions: number): Group | undefined {
    const number = groupOf(passage)
    const read = () => this.#readGroup(model, number, dimensions)
    return this.#groups.get(model, number, read) ?? read()
  }

  /** Keeps vectors; of a model or a passage that is gone meanwhile, and of a moment that has grown, none. */
  keep(model: number, all: readonly Read[]): void {
    const dimensions = this.#dimensionsOf(model)
    if (dimensions === undefined) return
    const { passage, found } = this.#statements
    inTransaction(this.#db, () =>
      this.#change(model, dimensions, (blockAt, groupAt) => {
        for (const { passage: id, size, vector } of all) {
          const row = passage.get(id)
          if (row === undefined || row.size !== size) continue
          const [begin, end, scope] = [Number(row.begin), Number(row.end), Number(row.scope)]
          blockAt(id).set(slotOf(id), { begin, end, scope, vector: turned(vector) })
          groupAt(id).set(id, vector)
          found.run(model, id)
        }
      }),
    )
  }

  /** Takes these passages' vectors away, those of every model; in the transaction of who asks. */
  clear(passages: readonly GoingPassage[]): void {
    const ids = passages.map(({ id }) => id)
    for (const { id: model } of this.#statements.models.all())
      this.#change(Number(model), this.#dimensionsOf(Number(model)) ?? 0, (blockAt, groupAt) => {
        for (const id of ids) {
          blockAt(id).clear(slotOf(id))
          groupAt(id).clear(id)
        }
      })
  }

  forgetOthers(model: number): boolean {
    this.#blocks.keepOnly(model)
    this.#groups.keepOnly(model)
    const { others, dropBlock, dropGroups } = this.#statements
    const going = others.all(model)
    inTransaction(this.#db, () => {
      for (const row of going) {
        const [of, number] = [Number(row.model), Number(row.number)]
        const [first, next] = [number * SLOTS, (number + 1) * SLOTS]
        dropGroups.run(keyOf(of, groupOf(first)), keyOf(of, groupOf(next)))
        dropBlock.run(of, number)
      }
    })
    return going.length > 0
  }

  /** What is changed is read anew, and saved at the end. */
  #change(
    model: number,
    dimensions: number,
    work: (blockAt: (passage: number) => Block, groupAt: (passage: number) => Group) => void,
  ): void {
    const blocks = new Map<number, Block>()
    const groups = new Map<number, Group>()
    const blockAt = (number: number) =>
      this.#readBlock(model, number, dimensions) ?? new Block(dimensions)
    const groupAt = (number: number) =>
      this.#readGroup(model, number, dimensions) ?? new Group(dimensions)
    work(
      passage => known(blocks, blockOf(passage), blockAt),
      passage => known(groups, groupOf(passage), groupAt),
    )
    for (const [number, block] of blocks) this.#saveBlock(model, number, block)
    for (const [number, group] of groups) this.#saveGroup(model, number, group)
  }

  #saveBlock(model: number, number: number, block: Block): void {
    const { saveBlock, dropBlock } = this.#statements
    this.#blocks.forget(number)
    if (block.isEmpty) dropBlock.run(model, number)
    else saveBlock.run(model, number, ...block.span, block.body)
  }

  #saveGroup(model: number, number: number, group: Group): void {
    const { saveGroup, dropGroups } = this.#statements
    const key = keyOf(model, number)
    this.#groups.forget(number)
    if (group.isEmpty) dropGroups.run(key, key + 1)
    else saveGroup.run(key, group.body)
  }

  #readBlock(model: number, number: number, dimensions: number): Block | undefined {
    const stored = this.#statements.body.get(model, number)?.body
    return stored instanceof Uint8Array ? new Block(dimensions, stored) : undefined
  }

  #readGroup(model: number, number: number, dimensions: number): Group | undefined {
    const stored = this.#statements.group.get(keyOf(model, number))?.body
    return stored instanceof Uint8Array ? new Group(dimensions, stored) : undefined
  }
}

/** What a map holds, made if it does not. */
function known<T>(all: Map<number, T>, number: number, make: (number: number) => T): T {
  const one = all.get(number) ?? make(number)
  all.set(number, one)
  return one
}

function keyOf(model: number, group: number): number {
  return model * OF_A_MODEL + group
}

function statements(db: Database) {
  return {
    passage: db.prepare('SELECT scope, begin, end, size FROM passages WHERE id = ?'),
    found: db.prepare('DELETE FROM waiting WHERE model = ? AND passage = ?'),
    wanted: db.prepare(
      'SELECT number FROM blocks WHERE model = ? AND until >= ? AND since <= ? ORDER BY number DESC',
    ),
    body: db.prepare('SELECT body FROM blocks WHERE model = ? AND number = ?'),
    saveBlock: db.prepare('INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?, ?)'),
    dropBlock: db.prepare('DELETE FROM blocks WHERE model = ? AND number = ?'),
    others: db.prepare(`SELECT model, number FROM blocks WHERE model <> ? LIMIT ${BLOCKS_AT_ONCE}`),
    group: db.prepare('SELECT body FROM vectors WHERE id = ?'),
    saveGroup: db.prepare('INSERT OR REPLACE INTO vectors VALUES (?, ?)'),
    dropGroups: db.prepare('DELETE FROM vectors WHERE id >= ? AND id < ?'),
    models: db.prepare('SELECT id FROM models'),
  }
}
