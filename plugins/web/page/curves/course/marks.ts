import type { Mark } from './activity.ts'

/** Marks of one kind and one point of a chart, shown as one. */
export interface MarkGroup {
  readonly kind: string
  /** When the first happened, in ms since 1970. */
  readonly at: number
  /** When all were over; undefined if that is not known, or one lasts. */
  readonly until: number | undefined
  readonly count: number
  /** What happened, each once. */
  readonly what: readonly string[]
}

// Signs that no system draws as a coloured picture.
const SIGNS: Readonly<Record<string, string>> = {
  live: '►',
  offline: '■',
  outage: '✕',
  stopped: '○',
  lost: '▼',
  reload: '↻',
}

const LASTING: ReadonlySet<string> = new Set(['outage', 'stopped'])

/** A sign for a kind, so that no colour is needed to tell kinds apart. */
export function signOf(kind: string): string {
  return Object.hasOwn(SIGNS, kind) ? (SIGNS[kind] ?? '•') : '•'
}

/**
 * Marks that would stand upon each other, as one.
 * @param step in s
 * @returns the oldest first
 */
export function grouped(marks: readonly Mark[], step: number): MarkGroup[] {
  const groups = new Map<string, Mark[]>()
  for (const mark of marks) {
    const key = `${Math.floor(mark.at / 1000 / step)} ${mark.kind}`
    groups.set(key, [...(groups.get(key) ?? []), mark])
  }
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return []
    const what = new Set([first, ...more].map(mark => mark.what))
    const { kind, at } = first
    return {
      kind,
      at,
      until: lastEnd([first, ...more]),
      count: more.length + 1,
      what: [...what],
    }
  })
}

function lastEnd(marks: readonly Mark[]): number | undefined {
  const ends = marks.flatMap(({ until }) => until ?? [])
  return ends.length === marks.length ? Math.max(...ends) : undefined
}

/** Up to when something lasted, in ms since 1970: an outage or a stop without an end lasts; undefined for what lasts no time. */
export function lastsUntil({ kind, until }: Pick<MarkGroup, 'kind' | 'until'>): number | undefined {
  return until ?? (LASTING.has(kind) ? Number.POSITIVE_INFINITY : undefined)
}
