import { setImmediate } from 'node:timers/promises'
import type { Database } from '../../formats/moments/store/database.ts'
import { keyOf, parseIds } from '../../formats/moments/store/said.ts'
import { SLOTS } from './blocks.ts'
import { Dots } from './dots.ts'
import { Likeliest } from './likeliest.ts'
import { Signs } from './signs.ts'
import { turned } from './turned.ts'
import type { Vectors } from './vectors.ts'

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
  readonly vectors: Vectors
  readonly momentScopes: () => ReadonlySet<number>
}

interface Candidate {
  readonly passage: number
  readonly similarity: number
}

// A moment and its single lines: at most eleven passages become one.
const PASSAGES_A_MOMENT = 11
// By its signs alone, a vector is not always in its place: of so many times what is wanted, the vectors themselves decide.
const TIMES_LIKELY = 2
const LEAST_LIKELY = 2_048
// Some 10 ms: others get their turn in between, and whoever asked may have gone.
const BLOCKS_A_TURN = 1_024

/** Finds the passages nearest to a vector. */
export function nearest(db: Database, { dimensionsOf, vectors, momentScopes }: NearestParts) {
  const passage = db.prepare('SELECT id, scope, ids, begin, end FROM passages WHERE id = ?')
  const withHash = db.prepare(
    'SELECT p.id, p.scope, p.ids, p.begin, p.end FROM members m JOIN passages p ON p.id = m.passage WHERE m.hash = ?',
  )

  /** The likeliest by the signs of their vectors; all of them if they are not too many. The newest first. */
  const likely = async (question: NearestQuestion, most: number, isOver: () => boolean) => {
    const { model, vector, since, until } = question
    const found = new Likeliest(most)
    const isWanted = new Uint8Array(Math.max(...question.scopes, 0) + 1)
    for (const scope of question.scopes) isWanted[scope] = 1
    const signs = new Signs(turned(vector))
    let turn = 0
    for (const number of vectors.numbersIn(model, since, until)) {
      if (++turn % BLOCKS_A_TURN === 0) await setImmediate()
      if (isOver()) break
      const block = vectors.blockAt(model, number, vector.length)
      if (block === undefined) continue
      const sums = signs.of(block)
      const { begins, ends, scopes } = block
      for (let slot = SLOTS - 1; slot >= 0; slot--) {
        const sum = sums[slot] ?? 0
        if (sum <= found.least || isWanted[scopes[slot] ?? 0] !== 1) continue
        if ((begins[slot] ?? 0) > until || (ends[slot] ?? 0) < since) continue
        found.add(number * SLOTS + slot, sum)
      }
    }
    return found.passages
  }

  /** The nearest first, the newest of equals first. */
  const best = async (question: NearestQuestion, isOver: () => boolean) => {
    const { model, vector, limit } = question
    if (dimensionsOf(model) !== vector.length) return []
    const most = limit * PASSAGES_A_MOMENT
    const passages = await likely(question, Math.max(LEAST_LIKELY, TIMES_LIKELY * most), isOver)
    const dots = new Dots(vector)
    const all: Candidate[] = []
    for (let at = 0; at < passages.length; at += SLOTS) {
      const some: number[] = []
      for (const passage of passages.subarray(at, at + SLOTS)) {
        const group = vectors.groupAt(model, passage, vector.length)
        if (group === undefined) continue
        some.push(passage)
        dots.add(group, passage)
      }
      for (const [index, similarity] of dots.take().entries())
        all.push({ passage: some[index] ?? 0, similarity })
    }
    return all.sort((one, other) => other.similarity - one.similarity).slice(0, most)
  }

  const rowOf = (id: number) => {
    const row = passage.get(id)
    return row && passageOf(row)
  }

  const momentOf = (event: string, moments: ReadonlySet<number>) =>
    withHash
      .all(keyOf(event))
      .map(passageOf)
      .find(({ scope, ids }) => moments.has(scope) && ids.includes(event))

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
        const moment = moments.has(row.scope) ? row : momentOf(event, moments)
        const shown = moment !== undefined && found.has(moment.id) ? moment : row
        // The better one comes first, and its similarity stays.
        if (!rows.has(shown.id)) rows.set(shown.id, { ...shown, similarity })
        if (rows.size === question.limit) break
      }
      return [...rows.values()]
    },
  }
}

function passageOf({ id, scope, ids, begin, end }: Readonly<Record<string, unknown>>) {
  return {
    ...{ id: Number(id), scope: Number(scope), ids: parseIds(ids) },
    ...{ begin: Number(begin), end: Number(end) },
  }
}
