import { aMinute, type Course, linesOf, type Point, platformsOf } from './activity.ts'

/** A value at each time; null: none, the line breaks; undefined: none, the line goes on. */
export type Column = readonly (number | null | undefined)[]

/** A course as columns of one length, as a chart takes them. */
export interface Columns {
  /** What is shown: from its begin to its end, or from before it if it has just begun; in s since 1970. */
  readonly from: number
  readonly until: number
  /** In s since 1970, growing. */
  readonly times: readonly number[]
  /** Lines a minute, by platform. */
  readonly lines: ReadonlyMap<string, Column>
  /** Lines a minute of all platforms; undefined if it is one. */
  readonly all: Column | undefined
  /** Lines a minute of the stream before, of all platforms, as if it had begun at the same time. */
  readonly before: Column | undefined
  readonly chatters: Column
  readonly viewers: Column | undefined
  readonly mood: Column | undefined
}

/** What is shown at least, so that a stream that has just begun is not one point. Nothing is known of times to come. */
const SHORTEST_MS = 5 * 60_000

/** @param before the stream before it, if there was one: shown as far as the chart goes */
export function toColumns(course: Course, before?: Course): Columns {
  const until = endOf(course)
  const shift = before === undefined ? 0 : shiftOf(course, before)
  const shifted = before && {
    ...before,
    points: before.points
      .map(point => ({ ...point, at: point.at + shift }))
      .filter(({ at }) => at <= until),
  }
  const [own, others] = [byTime(course), byTime(shifted)]
  const times = [...new Set([...own.keys(), ...others.keys()])].sort((one, other) => one - other)
  const column = (of: Value) => values(times, own, of)
  const platforms = platformsOf(course)
  return {
    from: Math.min(until - SHORTEST_MS, course.begin, course.points[0]?.at ?? course.begin) / 1000,
    until: until / 1000,
    times: times.map(at => at / 1000),
    lines: new Map(
      platforms.map(platform => [
        platform,
        column(point => aMinute(point.lines.get(platform) ?? 0, point)),
      ]),
    ),
    all: platforms.length > 1 ? column(allAMinute) : undefined,
    before: shifted?.points.length ? values(times, others, allAMinute) : undefined,
    chatters: column(({ chatters }) => chatters),
    viewers: ifTold(column(({ viewers }) => viewers)),
    mood: ifTold(column(({ mood }) => mood)),
  }
}

/** A point by its time; null: nothing is known of it. */
type Points = ReadonlyMap<number, Point | null>
type Value = (point: Point) => number | undefined

// Not every minute is told how many watch, or what the mood is: so long a line goes on.
const UNTOLD_MS = 10 * 60_000

function values(times: readonly number[], points: Points, of: Value): Column {
  let told = Number.NEGATIVE_INFINITY
  return times.map(at => {
    const point = points.get(at)
    const value = point ? of(point) : point
    if (typeof value === 'number') told = at
    return value === undefined && point && at - told >= UNTOLD_MS ? null : value
  })
}

function ifTold(column: Column): Column | undefined {
  return column.some(value => typeof value === 'number') ? column : undefined
}

function allAMinute(point: Point): number {
  return aMinute(linesOf(point), point)
}

/** Its last point, or what happened right after it. */
function endOf({ begin, step, points, marks }: Course): number {
  const last = points.at(-1)?.at ?? begin
  const right = marks.map(({ at }) => at).filter(at => at < last + 2 * step * 1000)
  return Math.max(last, ...right.slice(-1))
}

/** In whole steps, so that both have their points at the same times. */
function shiftOf(course: Course, before: Course): number {
  const step = course.step * 1000
  return Math.round((firstStep(course) - firstStep(before)) / step) * step
}

/** The step in which it began, also if its first points are not kept any more. */
function firstStep({ begin, step, points }: Course): number {
  const first = points[0]?.at ?? begin
  return first - Math.ceil((first - begin) / (step * 1000)) * step * 1000
}

/** Its points, and a null right after those that none follows: there the line breaks. */
function byTime(course: Course | undefined): Points {
  const points = new Map<number, Point | null>()
  if (course === undefined) return points
  const step = course.step * 1000
  for (const [index, point] of course.points.entries()) {
    points.set(point.at, point)
    const next = course.points[index + 1]
    if (next && next.at - point.at > 1.5 * step) points.set(point.at + step, null)
  }
  return points
}
