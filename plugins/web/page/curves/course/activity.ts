/** What the operation `activity` answers, as JSON. */
export interface Activity {
  readonly session?: string
  readonly begin: string
  /** In s. */
  readonly step: number
  readonly points: readonly {
    readonly at: string
    /** Chat messages in this step, by platform. */
    readonly lines: Readonly<Record<string, number>>
    readonly chatters: number
    readonly viewers?: number
    readonly mood?: number
  }[]
  readonly marks: readonly {
    readonly at: string
    readonly kind: string
    readonly what: string
    readonly until?: string
  }[]
}

/** A stretch of a stream and what was counted in it. */
export interface Point {
  /** Its begin, in ms since 1970. */
  readonly at: number
  /** How much of the stream it counts, in s. */
  readonly seconds: number
  /** Chat messages, by platform. */
  readonly lines: ReadonlyMap<string, number>
  readonly chatters: number
  readonly viewers: number | undefined
  /** -1 to 1. */
  readonly mood: number | undefined
}

/** Something that happened to Promethean or to the stream. */
export interface Mark {
  readonly at: number
  readonly kind: string
  readonly what: string
  /** When it was over, if that is known. */
  readonly until: number | undefined
}

/** How a stream went: its points, oldest first and each time once. Where there is none, nothing is known. */
export interface Course {
  readonly session: string | undefined
  readonly begin: number
  /** From one point to the next, in s. */
  readonly step: number
  readonly points: readonly Point[]
  readonly marks: readonly Mark[]
}

/** Of two points of one time the later counts; what has no time is left out. */
export function toCourse({ session, begin, step, points, marks }: Activity): Course {
  const seconds = step > 0 ? step : 60
  const timed = points.map(({ at, lines, chatters, viewers, mood }) => ({
    ...{
      at: Date.parse(at),
      seconds,
      lines: new Map(Object.entries(lines)),
      chatters,
      viewers,
      mood,
    },
  }))
  const course = { session, step: seconds, points: once(timed), marks: inTime(marks.map(toMark)) }
  const began = Date.parse(begin)
  return { ...course, begin: Number.isNaN(began) ? (course.points[0]?.at ?? 0) : began }
}

/**
 * A course with its newest part.
 * @param tail the same stream from some time on: it replaces what is known from there
 */
export function continued(known: Course, tail: Course): Course {
  const from = tail.points[0]?.at ?? Number.POSITIVE_INFINITY
  const marks = [...known.marks, ...tail.marks].map(
    mark => [JSON.stringify([mark.at, mark.kind, mark.what]), mark] as const,
  )
  return {
    ...known,
    points: [...known.points.filter(({ at }) => at < from), ...tail.points],
    marks: inTime([...new Map(marks).values()]),
  }
}

/** A course from its first line on: what was before a first try shows nothing. */
export function fromFirstLine(course: Course): Course {
  const first = course.points.findIndex(point => linesOf(point) > 0)
  const points = first < 0 ? [] : course.points.slice(first)
  return { ...course, begin: points[0]?.at ?? course.begin, points }
}

/** A course without the step that is not over: a part of a minute looks like a slump. The first step is always there. */
export function completed(course: Course): Course {
  return course.points.length > 1 ? { ...course, points: course.points.slice(0, -1) } : course
}

/** Platforms that wrote, in alphabetical order. */
export function platformsOf({ points }: Course): string[] {
  return [...new Set(points.flatMap(({ lines }) => [...lines.keys()]))].sort()
}

/** Chat messages of all platforms. */
export function linesOf({ lines }: Point): number {
  return [...lines.values()].reduce((sum, count) => sum + count, 0)
}

export function aMinute(count: number, { seconds }: Point): number {
  return (count * 60) / seconds
}

function toMark({ at, kind, what, until }: Activity['marks'][number]): Mark {
  return { at: Date.parse(at), kind, what, until: until === undefined ? until : Date.parse(until) }
}

function once(points: readonly Point[]): Point[] {
  return inTime([...new Map(points.map(point => [point.at, point])).values()])
}

function inTime<T extends { readonly at: number }>(timed: readonly T[]): T[] {
  return timed.filter(({ at }) => !Number.isNaN(at)).sort((one, other) => one.at - other.at)
}
