import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toColumns } from '../../../../../plugins/web/page/curves/course/columns.ts'
import { chartsOf, dotsOf } from '../../../../../plugins/web/page/curves/drawing/charts.ts'
import { signRows } from '../../../../../plugins/web/page/curves/drawing/place-signs.ts'
import { texts } from '../../../../../plugins/web/page/texts.ts'
import { course } from './courses.ts'

const { names } = texts.curves

describe('the charts of a stream', () => {
  it('one platform has a line of its own and none of all', () => {
    const charts = chartsOf(toColumns(course([{ minute: 0, lines: { twitch: 1 } }])), names)
    expect(charts.map(({ id, lines }) => [id, lines.map(({ name }) => name)])).toEqual([
      ['lines', ['Twitch']],
      ['people', ['chatters']],
    ])
  })

  it('the stream before is drawn first, below the lines of today', () => {
    const today = course([{ minute: 0, lines: { twitch: 1, own: 2 }, viewers: 3, mood: 0.5 }])
    const charts = chartsOf(toColumns(today, course([{ minute: 0, lines: { kick: 4 } }])), names)
    expect(charts[0]?.lines.map(({ name }) => name)).toEqual([
      ...['previous stream', 'all platforms', 'own', 'Twitch'],
    ])
    expect(charts.map(({ title }) => title)).toEqual(['Messages per minute', 'People', 'Mood'])
  })

  it('a stream without a single line has no empty chart of lines', () => {
    const charts = chartsOf(toColumns(course([{ minute: 0 }])), names)
    expect(charts.map(({ id }) => id)).toEqual(['people'])
  })

  it('no two lines of a chart look the same', () => {
    const platforms = Object.fromEntries(
      ['twitch', 'youtube', 'kick', 'trovo', 'own'].map(name => [name, 1]),
    )
    const [lines] = chartsOf(toColumns(course([{ minute: 0, lines: platforms }])), names)
    const pens = lines?.lines.map(({ pen }) => JSON.stringify(pen)) ?? []
    expect(new Set(pens).size).toBe(6)
  })
})

describe('the dots of a line', () => {
  it('a value without neighbours is a dot, or it would not be seen', () => {
    expect(dotsOf([1, null, 2, 3, null, 4])).toEqual([0, 5])
  })

  it('times that the line passes over do not part it', () => {
    expect(dotsOf([1, undefined, 2, undefined, undefined])).toEqual([])
    expect(dotsOf([undefined, 1, undefined, null])).toEqual([1])
  })

  it('lines that go on have none', () => {
    expect(dotsOf([1, 2, undefined])).toEqual([])
    expect(dotsOf([])).toEqual([])
  })
})

describe('the signs above a chart', () => {
  it('signs that would touch stand in different rows', () => {
    expect(signRows([10, 12, 30, 31, 32], 14, 2)).toEqual([0, 1, 0, 1, 1])
  })

  it('no two touch, unless every row is taken', () => {
    const places = fc.array(fc.nat(500)).map(list => list.sort((one, other) => one - other))
    fc.assert(
      fc.property(places, places => {
        const rows = signRows(places, 14, 2)
        const free = places.map((place, index) => ({ place, row: rows[index] }))
        const inFirst = free.filter(({ row }) => row === 0).map(({ place }) => place)
        expect(inFirst.every((place, at) => at === 0 || place - (inFirst[at - 1] ?? 0) >= 14)).toBe(
          true,
        )
      }),
    )
  })
})
