import { useId, useMemo, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { type Course, completed } from './course/activity.ts'
import { type Columns, toColumns } from './course/columns.ts'
import { grouped } from './course/marks.ts'
import { rowAt } from './course/rows.ts'
import { thinned } from './course/thinned.ts'
import { timeIn } from './course/time-in.ts'
import { CourseTable } from './course-table.tsx'
import { chartsOf } from './drawing/charts.ts'
import { Legend } from './legend.tsx'
import { MarkList } from './mark-list.tsx'
import { PlotView } from './plot-view.tsx'
import './style.css'

export interface CourseParts {
  readonly app: App
  readonly course: Course
  /** The stream before it. */
  readonly before?: Course | undefined
  /** Its last minute is not over. */
  readonly isRunning: boolean
}

/** How a stream went: charts, or the same as a table. */
export function CourseView({ app, course, before, isRunning }: CourseParts) {
  const texts = app.texts.curves
  const [isTable, setIsTable] = useState(false)
  const [pointed, setPointed] = useState<number | undefined>()
  const syncKey = useId()
  const { whole, columns, marks, charts, step } = useMemo(() => {
    const thin = thinned(course)
    const last = before && thinned(before)
    const columns = toColumns(isRunning ? completed(thin) : thin, last)
    return {
      ...{ whole: toColumns(thin, last), columns, charts: chartsOf(columns, texts.names) },
      ...{ marks: grouped(course.marks, thin.step), step: thin.step },
    }
  }, [course, before, isRunning])
  const at = pointed ?? latestOf(columns)
  return (
    <div class="curves">
      <div class="curves-head">
        <p>
          {!isTable &&
            texts.at(timeIn(columns, rowAt(columns, at).at), isRunning && pointed === undefined)}
        </p>
        <button type="button" class="button" onClick={() => setIsTable(!isTable)}>
          {isTable ? texts.asCurves : texts.asTable}
        </button>
      </div>
      {isTable ? (
        <CourseTable {...{ app, columns: whole, marks, step, isRunning }} />
      ) : (
        charts.map((chart, index) => (
          <figure key={chart.id} class="curves-chart">
            <figcaption class="curves-title">{chart.title}</figcaption>
            <Legend lines={chart.lines} index={at} />
            <PlotView
              shown={{ chart, columns, marks, hasSigns: index === 0 }}
              syncKey={syncKey}
              onPoint={setPointed}
              label={texts.picture(chart.title)}
            />
          </figure>
        ))
      )}
      {!isTable && <MarkList app={app} marks={marks} columns={columns} />}
    </div>
  )
}

/** The last index of which something is known. */
function latestOf({ chatters }: Columns): number {
  const told = chatters.flatMap((value, index) => (typeof value === 'number' ? index : []))
  return told.at(-1) ?? 0
}
