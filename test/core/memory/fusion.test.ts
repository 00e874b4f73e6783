import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fused, fused, type Told, type ToldLine } from '../../../core/memory/fusion.ts'

const line = (id: string, at = 0, share = 1): ToldLine => ({ ids: [id], at, share })
const passage = (ids: string, at = 0): Told => ({ ids: [...ids], at })
const idsOf = (found: readonly Fused[]) => found.map(({ ids }) => ids.join(''))

describe('what is found by words and by meaning', () => {
  it('is ordered by the sum of 1 / (60 + rank)', () => {
    const lines = ['a', 'b', 'c'].map(id => line(id))
    const near = ['d', 'c', 'e'].map(id => passage(id))
    // c: 1/63 + 1/62; a and d: 1/61; b: 1/62; e: 1/63.
    expect(idsOf(fused(lines, near))).toEqual(['c', 'a', 'd', 'b', 'e'])
    expect(fused(lines, near)[0]).toMatchObject({ wordsRank: 3, meaningRank: 2, hits: ['c'] })
  })

  it('has the newer of equals first', () => {
    expect(idsOf(fused([line('a', 1)], [passage('b', 2)]))).toEqual(['b', 'a'])
    expect(idsOf(fused([line('a', 2)], [passage('b', 1)]))).toEqual(['a', 'b'])
  })

  it('shows a line with the moment that holds it, whose rank is that of its best line', () => {
    const found = fused(
      ['b', 'x', 'a'].map(id => line(id)),
      [passage('pq'), passage('abc')],
    )
    expect(found).toEqual([
      { ids: ['a', 'b', 'c'], at: 0, share: 1, hits: ['b', 'a'], wordsRank: 1, meaningRank: 2 },
      { ids: ['p', 'q'], at: 0, share: 0, hits: [], meaningRank: 1 },
      { ids: ['x'], at: 0, share: 1, hits: ['x'], wordsRank: 2 },
    ])
  })

  it('has a line with few of the words behind what the meaning finds, however little else has any', () => {
    const lines = [line('a', 0, 0.9), line('b', 0, 0.3), line('c', 0, 0.3)]
    const near = ['d', 'e', 'f', 'c'].map(id => passage(id))
    // c: 0.09/63 + 1/64; d: 1/61; a: 0.81/61; b: 0.09/62.
    expect(idsOf(fused(lines, near))).toEqual(['c', 'd', 'e', 'f', 'a', 'b'])
    expect(fused(lines, near)[0]).toMatchObject({ wordsRank: 3, meaningRank: 4 })
  })

  it('does not point at lines that have little of the words beside the best', () => {
    const lines = [line('a', 0, 0.6), line('b', 0, 0.3), line('c', 0, 0.29), line('d', 0, 0.1)]
    const hits = fused(lines, [passage('abc')]).map(one => one.hits)
    expect(hits).toEqual([['a', 'b'], []])
  })

  it('has of a line and its moment the one that is nearer', () => {
    expect(idsOf(fused([], [passage('b'), passage('abc'), passage('cd')]))).toEqual(['b', 'cd'])
  })
})

const IDS = [...'abcdefghijklmnop']
const lists = fc.tuple(
  fc.uniqueArray(fc.constantFrom(...IDS)),
  fc.array(fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 4 })),
)
const toldOf = ([lines, passages]: [string[], string[][]]) =>
  [lines.map(id => line(id, IDS.indexOf(id))), passages.map(ids => ({ ids, at: 1 }))] as const

describe('whatever is found', () => {
  it('comes, and no event twice', () => {
    fc.assert(
      fc.property(lists, ([lines, passages]) => {
        const found = fused(...toldOf([lines, passages]))
        const ids = found.flatMap(one => one.ids)
        expect(new Set(ids).size).toBe(ids.length)
        for (const id of lines)
          expect(found.filter(({ hits }) => hits.includes(id))).toHaveLength(1)
        for (const each of passages) expect(each.some(id => ids.includes(id))).toBe(true)
        expect(found.every(one => one.hits.every(id => one.ids.includes(id)))).toBe(true)
      }),
    )
  })

  it('has ranks from 1 without a gap, the first of either list among them', () => {
    fc.assert(
      fc.property(lists, told => {
        const found = fused(...toldOf(told))
        for (const rank of ['wordsRank', 'meaningRank'] as const) {
          const ranks = found.flatMap(one => one[rank] ?? []).toSorted((a, b) => a - b)
          expect(ranks).toEqual(ranks.map((_, index) => index + 1))
        }
        const [[line], [passage]] = told
        const first = (rank: 'wordsRank' | 'meaningRank') => found.find(one => one[rank] === 1)
        if (line !== undefined) expect(first('wordsRank')?.hits[0]).toBe(line)
        if (passage !== undefined) expect(first('meaningRank')?.ids).toEqual(passage)
      }),
    )
  })

  it('is never behind what both lists place behind it', () => {
    const place = (rank: number | undefined) => rank ?? Number.POSITIVE_INFINITY
    fc.assert(
      fc.property(lists, told => {
        const found = fused(...toldOf(told))
        found.forEach((one, index) => {
          for (const behind of found.slice(index + 1)) {
            const isWorse =
              place(behind.wordsRank) >= place(one.wordsRank) ||
              place(behind.meaningRank) >= place(one.meaningRank)
            expect(isWorse).toBe(true)
          }
        })
      }),
    )
  })

  it('has the same order whichever of two lists found it, except among lines and passages that hold each other', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...IDS)),
        fc.uniqueArray(fc.constantFrom(...IDS)),
        (a, b) => {
          const told = (ids: readonly string[]) => ids.map(id => line(id, IDS.indexOf(id)))
          expect(idsOf(fused(told(a), told(b)))).toEqual(idsOf(fused(told(b), told(a))))
        },
      ),
    )
  })
})
