import { setImmediate } from 'node:timers/promises'
import type { Database } from '../../formats/moments/store/database.ts'
import { keyOf, parseIds } from '../../formats/moments/store/said.ts'
import type { Block } from './blocks.ts'
import { SLOTS } from './blocks.ts'
import { Dots } from './dots.ts'

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
  readonly blockAt: (model: number, number: number, dimensions: number) => Block | undefined
  readonly momentScopes: () => ReadonlySet<number>
}

interface Candidate {
  readonly passage: number
  readonly similarity: number
}

// A moment and its single lines: at most eleven passages become one.
const PASSAGES_A_MOMENT = 11
// Some 10 ms: others get their turn in between, and whoever asked may have gone.
const BLOCKS_A_TURN = 256

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
    const dimensions = vector.length
    if (dimensionsOf(model) !== dimensions) return top.all
    const isWanted = new Uint8Array(Math.max(...question.scopes, 0) + 1)
    for (const scope of question.scopes) isWanted[scope] = 1
    const dots = new Dots(vector)
    let turn = 0
    for (const row of wanted.all(model, since, until)) {
      if (++turn % BLOCKS_A_TURN === 0) await setImmediate()
      if (isOver()) break
      const number = Number(row.number)
      const block = blockAt(model, number, dimensions)
      if (block === undefined) continue
      const similarities = dots.of(block)
      const { scales, begins, ends, scopes } = block
      for (let slot = 0; slot < SLOTS; slot++) {
        const similarity = similarities[slot] ?? 0
        if (scales[slot] === 0 || !top.takes(similarity)) continue
        if (isWanted[scopes[slot] ?? 0] !== 1) continue
        if ((begins[slot] ?? 0) > until || (ends[slot] ?? 0) < since) continue
        top.add(number * SLOTS + slot, similarity)
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

  const momentOf = (event: string, moments: ReadonlySet<number>) =>
    withHash
      .all(keyOf(event))
      .map(row => rowOf(Number(row.passage)))
      .find(row => row !== undefined && moments.has(row.scope) && row.ids.includes(event))

  return {
    /** The nearest first. A moment and its single lines come once: as the moment, if both are found. */
    async nearest(question: NearestQuestion, isOver: () => boolean): Promise<readonly NearRow[]> {
      const candidates = await best(question, isOver)
      const found = new Set(candidates.map(one => one.passage))
      const moments = momentScopes()
      const rows = new Map<number, NearRow>()
      for (const { passage: id, similarity } of candidates) {
        const row = rowOf(id)
        const [event] = row?.ids ?? []
        if (row === undefined || event === undefined) continue
        const moment = momentOf(event, moments)
        const shown = moment !== undefined && found.has(moment.id) ? moment : row
        // The better one comes first, and its similarity stays.
        if (!rows.has(shown.id)) rows.set(shown.id, { ...shown, similarity })
        if (rows.size === question.limit) break
      }
      return [...rows.values()]
    },
  }
}

/** The best of many, the best first. */
class Top {
  readonly #most: number
  readonly #all: Candidate[] = []
  #least = Number.NEGATIVE_INFINITY

  constructor(most: number) {
    this.#most = most
  }

  get all(): readonly Candidate[] {
    return this.#all
  }

  /** Whether it is one of the best so far. */
  takes(similarity: number): boolean {
    return similarity > this.#least
  }

  add(passage: number, similarity: number): void {
    const all = this.#all
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((all[middle]?.similarity ?? 0) >= similarity) low = middle + 1
      else high = middle
    }
    all.splice(low, 0, { passage, similarity })
    if (all.length > this.#most) all.pop()
    if (all.length === this.#most) this.#least = all.at(-1)?.similarity ?? 0
  }
}
