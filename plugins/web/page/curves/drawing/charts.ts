import type { Column, Columns } from '../course/columns.ts'
import { PENS, type Pen, pensOf } from './pens.ts'

/** One line of a chart. */
export interface Line {
  readonly id: string
  readonly name: string
  readonly pen: Pen
  readonly column: Column
}

/** Lines that share a scale. */
export interface Chart {
  readonly id: 'lines' | 'people' | 'mood'
  readonly title: string
  /** The first is drawn first. */
  readonly lines: readonly Line[]
}

/** How charts and lines are called. */
export interface ChartNames {
  readonly lines: string
  readonly people: string
  readonly mood: string
  readonly moodValue: string
  readonly all: string
  readonly before: string
  readonly chatters: string
  readonly viewers: string
  readonly platform: (platform: string) => string
}

/** Charts of one width, below each other; one without lines is left out. */
export function chartsOf(columns: Columns, names: ChartNames): Chart[] {
  const pens = pensOf([...columns.lines.keys()])
  const platforms = [...columns.lines].map(([platform, column]) => ({
    ...{ id: `platform ${platform}`, name: names.platform(platform), column },
    pen: pens.get(platform) ?? PENS.all,
  }))
  const line = (id: 'all' | 'before' | 'chatters' | 'viewers' | 'mood'): Line[] => {
    const column = columns[id]
    const name = id === 'mood' ? names.moodValue : names[id]
    return column === undefined ? [] : [{ id, name, pen: PENS[id], column }]
  }
  const charts: Chart[] = [
    { id: 'lines', title: names.lines, lines: [...line('before'), ...line('all'), ...platforms] },
    { id: 'people', title: names.people, lines: [...line('viewers'), ...line('chatters')] },
    { id: 'mood', title: names.mood, lines: line('mood') },
  ]
  return charts.filter(({ lines }) => lines.length > 0)
}

/**
 * Where a line needs a dot: a value that has no neighbour would not be seen.
 * @returns indices of the column
 */
export function dotsOf(column: Column): number[] {
  return column.flatMap((value, index) => {
    const isAlone = !(continues(column, index, -1) || continues(column, index, 1))
    return typeof value === 'number' && isAlone ? index : []
  })
}

/** Whether a line is drawn from this value to a neighbour. */
function continues(column: Column, index: number, direction: 1 | -1): boolean {
  for (let at = index + direction; ; at += direction) {
    const value = column[at]
    if (value === undefined && at >= 0 && at < column.length) continue
    return typeof value === 'number'
  }
}
