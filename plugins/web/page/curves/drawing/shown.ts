import type { Columns } from '../course/columns.ts'
import type { MarkGroup } from '../course/marks.ts'
import type { Chart } from './charts.ts'

/** What a plot shows. */
export interface Shown {
  readonly chart: Chart
  readonly columns: Columns
  readonly marks: readonly MarkGroup[]
  /** Only one of the plots below each other shows the signs of the marks. */
  readonly hasSigns: boolean
}

export interface PlotParts {
  readonly height: number
  /** Plots of one key point at the same time. */
  readonly syncKey: string
  /** @param index of the columns that is pointed at */
  onPoint(index: number | undefined): void
}
