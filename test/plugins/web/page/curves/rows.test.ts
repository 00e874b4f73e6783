import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toColumns } from '../../../../../plugins/web/page/curves/course/columns.ts'
import { grouped, signOf } from '../../../../../plugins/web/page/curves/course/marks.ts'
import { toRows } from '../../../../../plugins/web/page/curves/course/rows.ts'
import { pensOf } from '../../../../../plugins/web/page/curves/drawing/pens.ts'
import { BEGIN, course, MINUTE } from './courses.ts'

const mark = (minute: number, kind = 'reload', what = 'config reloaded') => ({
  ...{ at: BEGIN + minute * MINUTE, kind, what, until: undefined },
})

describe('the table of a chart', () => {
  const rows = toRows(
    toColumns(
      course([
        { minute: 0, lines: { twitch: 4, kick: 1 }, chatters: 3, viewers: 40 },
        { minute: 1, lines: { twitch: 2 }, chatters: 2, mood: -0.5 },
        { minute: 5, chatters: 0 },
      ]),
    ),
    grouped([mark(-1, 'live'), mark(0.5), mark(3, 'outage'), mark(70, 'offline')], 60),
  )

  it('the newest minute comes first, and a gap has a row that says so', () => {
    expect(rows.map(({ at }) => (at - BEGIN) / MINUTE)).toEqual([5, 2, 1, 0])
    expect(rows.map(({ isKnown }) => isKnown)).toEqual([true, false, true, true])
  })

  it('it has the values of the chart, in the order of the platforms', () => {
    expect(rows.at(-1)).toMatchObject({ lines: [1, 4], all: 5, chatters: 3, viewers: 40 })
    expect(rows.at(-2)).toMatchObject({ lines: [0, 2], mood: -0.5, viewers: undefined })
    expect(rows.at(-3)).toMatchObject({ lines: [undefined, undefined], chatters: undefined })
  })

  it('each mark stands in the row in which it happened, and none is lost', () => {
    expect(rows.map(({ marks }) => marks.map(({ kind }) => kind))).toEqual([
      ['offline'],
      ['outage'],
      [],
      ['live', 'reload'],
    ])
  })

  it('times that only the stream before has are no rows', () => {
    const before = course([{ minute: 0 }, { minute: 1 }, { minute: 2, lines: { kick: 9 } }])
    const shown = toRows(toColumns(course([{ minute: 1 }]), before), [])
    expect(shown.map(({ at, before }) => [(at - BEGIN) / MINUTE, before])).toEqual([[1, 0]])
  })
})

describe('the marks of a chart', () => {
  it('the same within a minute is one mark with a count', () => {
    const marks = [mark(1), mark(1.2), { ...mark(1.5, 'outage', 'tau'), until: BEGIN }, mark(2)]
    expect(grouped(marks, 60)).toEqual([
      { kind: 'reload', at: BEGIN + MINUTE, count: 2, what: ['config reloaded'] },
      { kind: 'outage', at: BEGIN + 1.5 * MINUTE, until: BEGIN, count: 1, what: ['tau'] },
      { kind: 'reload', at: BEGIN + 2 * MINUTE, count: 1, what: ['config reloaded'] },
    ])
  })

  it('each kind has a sign of its own, an unknown one too', () => {
    const kinds = ['live', 'offline', 'outage', 'stopped', 'lost', 'reload', 'constructor']
    expect(new Set(kinds.map(signOf)).size).toBe(kinds.length)
  })
})

describe('the pens of the lines', () => {
  it('a platform keeps its pen whoever else writes', () => {
    expect(pensOf(['kick']).get('kick')).toEqual(pensOf(['kick', 'twitch', 'own']).get('kick'))
  })

  it('up to thirty platforms are told apart without their colours only, or their dashes only', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 26 }), names => {
        const pens = [...pensOf(names).values()].map(pen => JSON.stringify(pen))
        expect(new Set(pens).size).toBe(names.length)
      }),
    )
  })

  it('the four platforms differ by dashes alone', () => {
    const pens = pensOf(['twitch', 'youtube', 'kick', 'trovo'])
    expect(new Set([...pens.values()].map(({ dash }) => dash.join())).size).toBe(4)
  })
})
