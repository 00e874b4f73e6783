import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  completed,
  continued,
  linesOf,
  toCourse,
} from '../../../../../plugins/web/page/curves/course/activity.ts'
import { toColumns } from '../../../../../plugins/web/page/curves/course/columns.ts'
import { MOST_POINTS, thinned } from '../../../../../plugins/web/page/curves/course/thinned.ts'
import { activity, BEGIN, course, MINUTE, type Told } from './courses.ts'

const count = fc.nat(10_000)
const toldAt = (minute: fc.Arbitrary<number>): fc.Arbitrary<Told> =>
  fc.record(
    {
      minute,
      lines: fc.dictionary(
        fc.oneof(fc.constantFrom('twitch', 'kick', '__proto__'), fc.string()),
        count,
        {
          maxKeys: 4,
        },
      ),
      chatters: count,
      viewers: count,
      mood: fc.double({ min: -1, max: 1, noNaN: true }),
    },
    { requiredKeys: ['minute'] },
  )
// Gaps, repeats, disorder, and a clock that jumps by years either way.
const minutes = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: -1e6, max: 1e6 }))
const told = fc.array(toldAt(minutes), { maxLength: 60 })

describe('the columns of a chart', () => {
  it('an empty stream has none, and five minutes of room', () => {
    expect(toColumns(course([]))).toEqual({
      ...{ from: BEGIN / 1000 - 5 * 60, until: BEGIN / 1000 },
      ...{ times: [], lines: new Map(), all: undefined, before: undefined },
      ...{ chatters: [], viewers: undefined, mood: undefined },
    })
  })

  it('show no time to come: what is young has room before it, what is older fills the chart', () => {
    const spanOf = (...minutes: number[]) => {
      const { from, until } = toColumns(course(minutes.map(minute => ({ minute }))))
      return [from, until].map(time => (time * 1000 - BEGIN) / MINUTE)
    }
    expect(spanOf(0)).toEqual([-5, 0])
    expect(spanOf(0, 1, 2)).toEqual([-3, 2])
    expect(spanOf(0, 30)).toEqual([0, 30])
  })

  it('end with what happened in the minute that runs, and not with a mark of next year', () => {
    const marked = (...minutes: number[]) => {
      const marks = minutes.map(minute => ({
        ...{ at: new Date(BEGIN + minute * MINUTE).toISOString(), kind: 'outage', what: 'irc' },
      }))
      const { until } = toColumns(completed(course([{ minute: 8 }, { minute: 9 }], { marks })))
      return (until * 1000 - BEGIN) / MINUTE
    }
    expect(marked(9.5)).toBe(9.5)
    expect(marked(9.5, 500_000)).toBe(9.5)
    expect(marked(3)).toBe(8)
  })

  it('have no part of a minute, which would look like a slump, unless it is the first', () => {
    const told = [
      { minute: 0, lines: { twitch: 90 } },
      { minute: 1, lines: { twitch: 3 } },
    ]
    expect(toColumns(completed(course(told))).chatters).toHaveLength(1)
    expect(toColumns(completed(course(told.slice(0, 1)))).chatters).toHaveLength(1)
  })

  it('one point is one value', () => {
    const columns = toColumns(course([{ minute: 0, lines: { twitch: 7 }, chatters: 3, mood: 0.5 }]))
    expect(columns.times).toEqual([BEGIN / 1000])
    expect(columns.lines).toEqual(new Map([['twitch', [7]]]))
    expect(columns).toMatchObject({
      all: undefined,
      chatters: [3],
      viewers: undefined,
      mood: [0.5],
    })
  })

  it('a quiet minute is zero, a minute of which nothing is known breaks the line', () => {
    const columns = toColumns(
      course([
        { minute: 0, lines: { twitch: 4 } },
        { minute: 1 },
        { minute: 9, lines: { twitch: 5 } },
      ]),
    )
    expect(columns.times.map(time => (time * 1000 - BEGIN) / MINUTE)).toEqual([0, 1, 2, 9])
    expect(columns.lines.get('twitch')).toEqual([4, 0, null, 5])
  })

  it('several platforms have a line of all together', () => {
    const columns = toColumns(course([{ minute: 0, lines: { twitch: 4, kick: 2 } }]))
    expect([...columns.lines.keys()]).toEqual(['kick', 'twitch'])
    expect(columns.all).toEqual([6])
  })

  it('viewers that are told every few minutes are one line, without zeros', () => {
    const columns = toColumns(
      course([{ minute: 0, viewers: 40 }, { minute: 1 }, { minute: 2, viewers: 41 }]),
    )
    expect(columns.viewers).toEqual([40, undefined, 41])
  })

  it('viewers that are not told for ten minutes break their line, and so does a gap', () => {
    const untold = Array.from({ length: 10 }, (_, minute) => ({ minute: minute + 1 }))
    const columns = toColumns(
      course([{ minute: 0, viewers: 40 }, ...untold, { minute: 11, viewers: 4 }, { minute: 14 }]),
    )
    expect(columns.viewers?.slice(8)).toEqual([undefined, undefined, null, 4, null, undefined])
  })

  it('the stream before begins where this one does, and goes no further than the chart', () => {
    const before = course(
      [0, 1, 29, 90].map(minute => ({ minute: minute - 1440, lines: { twitch: minute, kick: 1 } })),
      { begin: new Date(BEGIN - 1440 * MINUTE + 50_000).toISOString() },
    )
    const own = [0, 30].map(minute => ({ minute, lines: { twitch: 3 } }))
    const columns = toColumns(course(own), before)
    expect(columns.times.map(time => (time * 1000 - BEGIN) / MINUTE)).toEqual([0, 1, 2, 29, 30])
    expect(columns.before).toEqual([1, 2, null, 30, undefined])
    expect(columns.lines.get('twitch')).toEqual([3, null, undefined, undefined, 3])
  })

  it('whatever is told: times grow, columns are as long, no line is lost', () => {
    fc.assert(
      fc.property(told, fc.option(told), (own, last) => {
        const now = course(own)
        const columns = toColumns(now, last ? course(last) : undefined)
        const { times, lines, all, before, chatters, viewers, mood } = columns
        expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(
          true,
        )
        for (const column of [...lines.values(), all, before, chatters, viewers, mood])
          if (column) expect(column).toHaveLength(times.length)
        const shown = [...lines.values()]
          .flat()
          .reduce<number>((sum, value) => sum + (value ?? 0), 0)
        expect(shown).toBe(now.points.reduce((sum, point) => sum + linesOf(point), 0))
      }),
    )
  })
})

describe('a stream that grows', () => {
  it('the minute that runs is replaced, not added', () => {
    const known = course([
      { minute: 0, lines: { twitch: 4 } },
      { minute: 1, lines: { twitch: 1 } },
    ])
    const tail = course([
      { minute: 1, lines: { twitch: 6 } },
      { minute: 2, lines: { twitch: 2 } },
    ])
    expect(continued(known, tail).points.map(linesOf)).toEqual([4, 6, 2])
  })

  it('an empty tail changes nothing', () => {
    const known = course([{ minute: 0, lines: { twitch: 4 } }])
    expect(continued(known, course([]))).toEqual(known)
  })

  it('a mark that is told again is one mark, and ends when the later one does', () => {
    const outage = { at: new Date(BEGIN).toISOString(), kind: 'outage', what: 'tau: no data' }
    const over = { ...outage, until: new Date(BEGIN + MINUTE).toISOString() }
    const known = course([{ minute: 0 }], { marks: [outage] })
    const { marks } = continued(known, course([{ minute: 0 }], { marks: [over] }))
    expect(marks.map(({ until }) => until)).toEqual([BEGIN + MINUTE])
  })

  it('a time that cannot be read is left out', () => {
    const { points } = activity([{ minute: 0 }])
    const broken = { at: 'yesterday', lines: {}, chatters: 0 }
    expect(toCourse(activity([], { points: [broken, ...points] })).points).toHaveLength(1)
  })

  it('whatever comes in whichever parts, it is as if it had come at once', () => {
    fc.assert(
      fc.property(told, fc.nat(60), (all, cut) => {
        const whole = course(all)
        const { points } = whole
        const tail = { ...whole, points: points.slice(cut) }
        // The part known before may overlap with the tail.
        expect(continued({ ...whole, points: points.slice(0, cut + 1) }, tail)).toEqual(whole)
      }),
    )
  })
})

describe('a stream that is too long for the chart', () => {
  const long = (count: number) =>
    course(
      Array.from({ length: count }, (_, minute) => ({
        minute,
        ...{ lines: { twitch: minute % 7, kick: 1 }, chatters: minute % 11, mood: 0.25 },
      })),
    )

  it('4 h of minutes are drawn as they are, 8 h by a point for two minutes', () => {
    expect(toColumns(thinned(long(240))).times).toHaveLength(240)
    const columns = toColumns(thinned(long(480)), thinned(long(480)))
    expect(columns.times).toHaveLength(240)
    expect(columns.times[1]).toBe(BEGIN / 1000 + 120)
  })

  it('10,000 minutes are drawn by at most 240 points, with the same rate', () => {
    const thin = thinned(long(10_000))
    expect(thin.points.length).toBeLessThanOrEqual(MOST_POINTS)
    expect(thin.points.length).toBeGreaterThan(MOST_POINTS / 2)
    const [point] = toColumns(thin).lines.get('kick') ?? []
    expect(point).toBe(1)
    expect(thin.points[0]).toMatchObject({ chatters: 10, mood: 0.25 })
  })

  it('a gap of hours stays one', () => {
    const { points, ...rest } = long(10_000)
    const broken = { ...rest, points: points.filter((_, index) => index < 4000 || index > 5000) }
    const nulls = toColumns(thinned(broken))
      .lines.get('kick')
      ?.filter(value => value === null)
    expect(nulls).toHaveLength(1)
  })

  it('whatever is told: few enough points, in order, and nothing lost or made up', () => {
    fc.assert(
      fc.property(told, fc.integer({ min: 1, max: 50 }), (all, most) => {
        const whole = course(all)
        const thin = thinned(whole, most)
        expect(thin.points.length).toBeLessThanOrEqual(most)
        expect(thin.points.map(({ at }) => at)).toEqual(
          thin.points.map(({ at }) => at).sort((one, other) => one - other),
        )
        const lines = (points: typeof whole.points) =>
          points.reduce((sum, point) => sum + linesOf(point), 0)
        expect(lines(thin.points)).toBe(lines(whole.points))
        for (const { mood } of thin.points)
          if (mood !== undefined) expect(Math.abs(mood)).toBeLessThanOrEqual(1 + 1e-9)
        const highest = (points: typeof whole.points) =>
          Math.max(-1, ...points.map(({ viewers }) => viewers ?? -1))
        expect(highest(thin.points)).toBe(highest(whole.points))
      }),
    )
  })
})
