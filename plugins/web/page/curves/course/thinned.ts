import { type Course, linesOf, type Point } from './activity.ts'

/** Points of one course that are drawn: in the 230 px of a dock, more would only be noise. */
export const MOST_POINTS = 240

/** A course of at most `most` points: neighbours are counted together, and a wider gap stays one. */
export function thinned(course: Course, most = MOST_POINTS): Course {
  const { points } = course
  if (points.length <= most) return course
  // After a jump of the clock neighbours are far apart: wider until few enough are left.
  for (let step = course.step * Math.ceil(points.length / most); ; step *= 2) {
    const merged = inSteps(points, step)
    if (merged.length <= most) return { ...course, step, points: merged }
  }
}

function inSteps(points: readonly Point[], step: number): Point[] {
  const begin = points[0]?.at ?? 0
  const steps = new Map<number, Point[]>()
  for (const point of points) {
    const at = begin + Math.floor((point.at - begin) / 1000 / step) * step * 1000
    const neighbours = steps.get(at)
    if (neighbours) neighbours.push(point)
    else steps.set(at, [point])
  }
  return [...steps].map(([at, neighbours]) => together(at, neighbours))
}

/** Lines are added; users and viewers are not, as the same ones stay: the most there were. */
function together(at: number, points: readonly Point[]): Point {
  const lines = new Map<string, number>()
  for (const point of points)
    for (const [platform, count] of point.lines)
      lines.set(platform, (lines.get(platform) ?? 0) + count)
  return {
    at,
    seconds: sum(points.map(({ seconds }) => seconds)),
    lines,
    chatters: most(points.map(({ chatters }) => chatters)) ?? 0,
    viewers: most(points.flatMap(({ viewers }) => viewers ?? [])),
    mood: meanMood(points),
  }
}

/** Each counts as much as was said in it. */
function meanMood(points: readonly Point[]): number | undefined {
  const moods = points.flatMap(point =>
    point.mood === undefined ? [] : { mood: point.mood, weight: linesOf(point) + 1 },
  )
  if (moods.length === 0) return undefined
  return (
    sum(moods.map(({ mood, weight }) => mood * weight)) / sum(moods.map(({ weight }) => weight))
  )
}

function most(counts: readonly number[]): number | undefined {
  return counts.length === 0 ? undefined : counts.reduce((one, other) => Math.max(one, other))
}

function sum(counts: readonly number[]): number {
  return counts.reduce((one, other) => one + other, 0)
}
