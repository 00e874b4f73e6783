import { setImmediate } from 'node:timers/promises'
import type { Block } from './blocks.ts'
import { SLOTS } from './blocks.ts'
import type { Database } from './database.ts'
import { keyOf, parseIds } from './event-ids.ts'

/** A question to the vectors of one model. */
export interface NearestQuestion {
  readonly model: number
  readonly vector: Float32Array
  /** Only passages of these. */
  readonly scopes: readonly number[]
  readonly since: number
  readonly until: number
  readonly limit: number
}

/** A passage that was found. */
export interface NearRow {
  readonly scope: number
  readonly ids: readonly string[]
  readonly begin: number
  readonly end: number
  readonly similarity: number
}

/** What the search needs of the store. */
interface NearestParts {
  readonly dimensionsOf: (model: number) => number | undefined
  readonly blockAt: (model: number, number: number) => Block | undefined
  readonly momentScopes: () => ReadonlySet<number>
}

interface Candidate {
  readonly passage: number
  readonly similarity: number
}

// A moment and its single lines: at most eleven passages become one.
const PASSAGES_A_MOMENT = 11
// Some 5 ms: others get their turn in between, and whoever asked may have gone.
const BLOCKS_A_TURN = 64

/** Finds the passages nearest to a vector. */
export function nearest(db: Database, { dimensionsOf, blockAt, momentScopes }: NearestParts) {
  const wanted = db.prepare(
    'SELECT number FROM blocks WHERE model = ? AND until >= ? AND since <= ? ORDER BY number DESC',
  )
  const passage = db.prepare('SELECT id, scope, ids, begin, end FROM passages WHERE id = ?')
  const withHash = db.prepare('SELECT passage FROM members WHERE hash = ?')

  const best = async (question: NearestQuestion, isOver: () => boolean) => {
    const { model, vector, since, until, limit } = question
    const top = new Top(limit * PASSAGES_A_MOMENT)
    if (dimensionsOf(model) !== vector.length) return top.all
    const scopes = new Set(question.scopes)
    const query = Float64Array.from(vector)
    let turn = 0
    for (const row of wanted.all(model, since, until)) {
      if (++turn % BLOCKS_A_TURN === 0) await setImmediate()
      if (isOver()) break
      const number = Number(row.number)
      const block = blockAt(model, number)
      if (block === undefined) continue
      for (let slot = 0; slot < SLOTS; slot++) {
        if (block.scales[slot] === 0 || !scopes.has(block.scopes[slot] ?? 0)) continue
        if ((block.begins[slot] ?? 0) > until || (block.ends[slot] ?? 0) < since) continue
        top.offer(number * SLOTS + slot, dot(query, block, slot))
      }
    }
    return top.all
  }

  const rowOf = (id: number) => {
    const row = passage.get(id)
    return (
      row && {
        id,
        scope: Number(row.scope),
        ids: parseIds(row.ids),
        begin: Number(row.begin),
        end: Number(row.end),
      }
    )
  }

  const momentOf = (event: string) => {
    const moments = momentScopes()
    return withHash
      .all(keyOf(event))
      .map(row => rowOf(Number(row.passage)))
      .find(row => row !== undefined && moments.has(row.scope) && row.ids.includes(event))
  }

  return {
    /** The nearest first. A moment and its single lines come once: as the moment, if both are found. */
    async nearest(question: NearestQuestion, isOver: () => boolean): Promise<readonly NearRow[]> {
      const candidates = await best(question, isOver)
      const found = new Set(candidates.map(one => one.passage))
      const rows = new Map<number, NearRow>()
      for (const { passage: id, similarity } of candidates) {
        const row = rowOf(id)
        const [event] = row?.ids ?? []
        if (row === undefined || event === undefined) continue
        const moment = momentOf(event)
        const shown = moment !== undefined && found.has(moment.id) ? moment : row
        // The better one comes first, and its similarity stays.
        if (!rows.has(shown.id)) rows.set(shown.id, { ...shown, similarity })
      }
      return [...rows.values()].slice(0, question.limit)
    },
  }
}

function dot(query: Float64Array, { vectors, scales }: Block, slot: number): number {
  const at = slot * query.length
  let sum = 0
  for (let index = 0; index < query.length; index++) {
    sum += (query[index] ?? 0) * (vectors[at + index] ?? 0)
  }
  return sum * (scales[slot] ?? 0)
}

/** The best of many, the best first. */
class Top {
  readonly #most: number
  readonly #all: Candidate[] = []

  constructor(most: number) {
    this.#most = most
  }

  get all(): readonly Candidate[] {
    return this.#all
  }

  offer(passage: number, similarity: number): void {
    const all = this.#all
    if (all.length === this.#most && similarity <= (all.at(-1)?.similarity ?? 0)) return
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((all[middle]?.similarity ?? 0) >= similarity) low = middle + 1
      else high = middle
    }
    all.splice(low, 0, { passage, similarity })
    if (all.length > this.#most) all.pop()
  }
}
