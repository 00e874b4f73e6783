import { type Course, linesOf } from '../curves/course/activity.ts'

/** A stream, as the operation `sessions` answers. */
export interface Stream {
  readonly session: string
  readonly begin: string
  readonly end?: string
  readonly titles: readonly { readonly title: string; readonly at: string }[]
  readonly lines: number
  readonly chatters: number
  readonly follows: number
  readonly subs: number
  readonly gifts: number
  readonly bits: number
  readonly tips: readonly {
    readonly currency: string
    readonly count: number
    readonly amount: number
  }[]
  readonly raids: number
  readonly raiders: number
  readonly peak?: { readonly lines: number; readonly at: string }
}

/** What the operation `sessions` answers. */
export interface Streams {
  readonly sessions: readonly Stream[]
  readonly more: boolean
  readonly completeUntil?: string
}

/** Streams that were known, with those that were read now; the newest first, each once as it was read last. */
export function merged(known: readonly Stream[], read: readonly Stream[]): Stream[] {
  const streams = new Map([...known, ...read].map(stream => [stream.session, stream]))
  return [...streams.values()].sort((one, other) => compare(other.begin, one.begin))
}

/** In ms; until now while it runs. Never negative, whatever the clocks say. */
export function lengthOf({ begin, end }: Stream, now: number): number {
  return Math.max(0, (end === undefined ? now : Date.parse(end)) - Date.parse(begin))
}

/** The title it ended with, and those before it, the newest first, each once. */
export function titlesOf({ titles }: Stream): { last: string | undefined; before: string[] } {
  const newest = [...new Set(titles.map(({ title }) => title).reverse())]
  return { last: newest[0], before: newest.slice(1) }
}

/** Whether a stream's messages were deleted: its totals stay longer. */
export function areLinesGone({ lines }: Stream, { points }: Course): boolean {
  return points.length === 0 || (lines > 0 && !points.some(linesOf))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
