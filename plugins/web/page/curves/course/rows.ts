import type { Column, Columns } from './columns.ts'
import type { MarkGroup } from './marks.ts'

/** What a chart shows at one time, to be read. */
export interface Row {
  /** In ms since 1970. */
  readonly at: number
  /** False in a gap: nothing is known of this time. */
  readonly isKnown: boolean
  /** In the order of the platforms. */
  readonly lines: readonly (number | undefined)[]
  readonly all: number | undefined
  readonly before: number | undefined
  readonly chatters: number | undefined
  readonly viewers: number | undefined
  readonly mood: number | undefined
  readonly marks: readonly MarkGroup[]
}

/** A chart as a table, the newest row first. Times that only the stream before has are left out. */
export function toRows(columns: Columns, marks: readonly MarkGroup[]): Row[] {
  const own = columns.chatters.flatMap((chatters, index) => (chatters === undefined ? [] : index))
  const times = own.map(index => (columns.times[index] ?? 0) * 1000)
  const marked = byRow(times, marks)
  return own.map((index, row) => rowAt(columns, index, marked.get(row) ?? [])).reverse()
}

/** The values at an index of the columns. */
export function rowAt(columns: Columns, index: number, marks: readonly MarkGroup[] = []): Row {
  const at = (column: Column | undefined) => column?.[index] ?? undefined
  return {
    at: (columns.times[index] ?? 0) * 1000,
    isKnown: at(columns.chatters) !== undefined,
    lines: [...columns.lines.values()].map(at),
    all: at(columns.all),
    before: at(columns.before),
    chatters: at(columns.chatters),
    viewers: at(columns.viewers),
    mood: at(columns.mood),
    marks,
  }
}

/** Each mark belongs to the last row that began before it. */
function byRow(times: readonly number[], marks: readonly MarkGroup[]): Map<number, MarkGroup[]> {
  const rows = new Map<number, MarkGroup[]>()
  for (const mark of marks) {
    const after = times.findIndex(time => time > mark.at)
    const row = Math.max(0, (after === -1 ? times.length : after) - 1)
    rows.set(row, [...(rows.get(row) ?? []), mark])
  }
  return rows
}
