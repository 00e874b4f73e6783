import { Block, blockOf, slotOf } from './blocks.ts'
import { type Database, firstValue, inTransaction } from './database.ts'
import { keyOf, parseIds } from './event-ids.ts'

// https://www.sbert.net/docs/sentence_transformer/usage/efficiency.html: the same model on another processor differs in the
// fourth digit; one that was trained further differs in the first.
const SAME_MODEL = 0.99
const MOST_AT_ONCE = 32
const MOST_CHARACTERS = 8_000
/** A passage that the model has refused alone so often stays without a vector of it. */
export const MOST_TRIES = 5
// Others get their turn in between.
const MOST_FORGOTTEN = 1_000

/** A model, as it embedded a few texts that never change. */
export interface ModelSeen {
  readonly name: string
  readonly dimensions: number
  readonly probes: readonly Float32Array[]
}

/** A passage that has no vector of a model yet. */
export interface Unread {
  readonly passage: number
  readonly text: string
  /** How many events it has: a moment that has grown since is read again. */
  readonly size: number
}

export interface Read extends Pick<Unread, 'passage' | 'size'> {
  readonly vector: Float32Array
}

/** The models, which passages wait for their vectors, and the vectors. */
export function vectors(db: Database) {
  const models = db.prepare(
    'SELECT id, probes FROM models WHERE name = ? AND dimensions = ? ORDER BY id DESC',
  )
  const addModel = db.prepare('INSERT INTO models (name, dimensions, probes) VALUES (?, ?, ?)')
  const waitAll = db.prepare('INSERT INTO waiting SELECT ?, id, begin, 0 FROM passages')
  const next = db.prepare(
    `SELECT w.passage, p.text, p.size FROM waiting w JOIN passages p ON p.id = w.passage
     WHERE w.model = ? AND w.tries < ${MOST_TRIES} AND p.ready <= ? ORDER BY w.tries, w.begin LIMIT ${MOST_AT_ONCE}`,
  )
  const passage = db.prepare('SELECT scope, begin, end, size FROM passages WHERE id = ?')
  const found = db.prepare('DELETE FROM waiting WHERE model = ? AND passage = ?')
  const putOff = db.prepare('UPDATE waiting SET tries = tries + 1 WHERE model = ? AND passage = ?')
  const body = db.prepare('SELECT body FROM blocks WHERE model = ? AND number = ?')
  const saveBlock = db.prepare('INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?, ?)')
  const allModels = db.prepare('SELECT id FROM models')
  const old = db.prepare(`SELECT id, ids FROM passages WHERE begin < ? LIMIT ${MOST_FORGOTTEN}`)
  const forgetMember = db.prepare('DELETE FROM members WHERE hash = ? AND passage = ?')
  const forgetWaiting = db.prepare(
    'DELETE FROM waiting WHERE passage = ? AND model IN (SELECT id FROM models)',
  )
  const forgetPassage = db.prepare('DELETE FROM passages WHERE id = ?')
  const dropBlock = db.prepare('DELETE FROM blocks WHERE model = ? AND number = ?')

  const dimensionsOf = (model: number): number | undefined => {
    const dimensions = firstValue(db, 'SELECT dimensions FROM models WHERE id = ?', model)
    return dimensions === undefined ? undefined : Number(dimensions)
  }

  const left = (model: number, now: number): number => {
    const all = firstValue(
      db,
      `SELECT count(*) FROM waiting WHERE model = ? AND tries < ${MOST_TRIES}`,
      model,
    )
    const open = firstValue(
      db,
      `SELECT count(*) FROM scopes s JOIN passages p ON p.id = s.current
       JOIN waiting w ON w.passage = p.id AND w.model = ? WHERE p.ready > ?`,
      model,
      now,
    )
    return Number(all) - Number(open)
  }

  const blockAt = (model: number, number: number, dimensions: number): Block | undefined => {
    const stored = body.get(model, number)?.body
    return stored instanceof Uint8Array ? new Block(dimensions, stored) : undefined
  }

  const save = (model: number, number: number, block: Block): void => {
    if (block.isEmpty) dropBlock.run(model, number)
    else saveBlock.run(model, number, ...block.span, block.body)
  }

  const empty = (model: number, passages: readonly number[]): void => {
    const dimensions = dimensionsOf(model) ?? 0
    for (const number of new Set(passages.map(blockOf))) {
      const block = blockAt(model, number, dimensions)
      if (block === undefined) continue
      for (const id of passages) if (blockOf(id) === number) block.clear(slotOf(id))
      save(model, number, block)
    }
  }

  return {
    blockAt,
    dimensionsOf,

    /**
     * Which of the known models this is, by its name and by how it embeds.
     * @param mayAdd a new one gets an index: all passages wait for its vectors
     * @returns undefined if it is new
     */
    modelOf({ name, dimensions, probes }: ModelSeen, mayAdd: boolean): number | undefined {
      const seen = joined(probes)
      const row = models.all(name, dimensions).find(one => areAlike(one.probes, seen))
      if (row !== undefined || !mayAdd) return row && Number(row.id)
      return inTransaction(db, () => {
        const stored = new Uint8Array(seen.buffer)
        const id = Number(addModel.run(name, dimensions, stored).lastInsertRowid)
        waitAll.run(id)
        return id
      })
    },

    /** The passages that are read next, oldest first; few of them, so that a question need not wait for long. */
    next(model: number, now: number): readonly Unread[] {
      const all = next.all(model, now).map(row => ({
        passage: Number(row.passage),
        text: String(row.text),
        size: Number(row.size),
      }))
      let characters = 0
      return all.filter(({ text }, index) => {
        characters += text.length
        return index === 0 || characters <= MOST_CHARACTERS
      })
    },

    /** When the next moment closes that is still open; undefined if none is. */
    readyAt(now: number): number | undefined {
      const at = firstValue(
        db,
        'SELECT min(p.ready) FROM scopes s JOIN passages p ON p.id = s.current WHERE p.ready > ?',
        now,
      )
      return typeof at === 'number' ? at : undefined
    },

    /** How many passages have no vector of a model, without those that are still open and those it does not take. */
    left,

    /** The same, of the model that was met last. */
    leftNow(now: number): number {
      const model = firstValue(db, 'SELECT max(id) FROM models')
      if (typeof model === 'number') return left(model, now)
      return Number(firstValue(db, 'SELECT count(*) FROM passages WHERE ready <= ?', now))
    },

    /** The begin of the oldest passage without a vector of it. */
    completeUntil(model: number, now: number): number | undefined {
      const at = firstValue(
        db,
        `SELECT w.begin FROM waiting w JOIN passages p ON p.id = w.passage
         WHERE w.model = ? AND w.tries < ${MOST_TRIES} AND p.ready <= ? ORDER BY w.begin LIMIT 1`,
        model,
        now,
      )
      return typeof at === 'number' ? at : undefined
    },

    /** Keeps vectors; of a model or a passage that is gone meanwhile, and of a moment that has grown, none. @returns blocks changed */
    keep(model: number, all: readonly Read[]): readonly number[] {
      const dimensions = dimensionsOf(model)
      if (dimensions === undefined) return []
      return inTransaction(db, () => {
        const blocks = new Map<number, Block>()
        for (const { passage: id, size, vector } of all) {
          const row = passage.get(id)
          if (row === undefined || row.size !== size) continue
          const number = blockOf(id)
          const block =
            blocks.get(number) ?? blockAt(model, number, dimensions) ?? new Block(dimensions)
          blocks.set(number, block)
          const [begin, end, scope] = [Number(row.begin), Number(row.end), Number(row.scope)]
          block.set(slotOf(id), { begin, end, scope, vector })
          found.run(model, id)
        }
        for (const [number, block] of blocks) save(model, number, block)
        return [...blocks.keys()]
      })
    },

    /**
     * Forgets passages that begin earlier, a thousand at most.
     * @returns whether there may be more
     */
    forgetBefore(time: number): boolean {
      const gone = old.all(time)
      inTransaction(db, () => {
        const passages = gone.map(({ id }) => Number(id))
        for (const { id } of allModels.all()) empty(Number(id), passages)
        for (const row of gone) {
          const id = Number(row.id)
          for (const event of parseIds(row.ids)) forgetMember.run(keyOf(event), id)
          forgetWaiting.run(id)
          forgetPassage.run(id)
        }
      })
      return gone.length === MOST_FORGOTTEN
    },

    /** The model does not take this passage: others go first. */
    putOff(model: number, id: number): void {
      putOff.run(model, id)
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

function joined(all: readonly Float32Array[]): Float32Array {
  return Float32Array.from(all.flatMap(one => [...one]))
}
