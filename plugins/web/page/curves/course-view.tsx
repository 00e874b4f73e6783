import { useId, useMemo, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import type { Course } from './course/activity.ts'
import { toColumns } from './course/columns.ts'
import { grouped } from './course/marks.ts'
import { rowAt } from './course/rows.ts'
import { thinned } from './course/thinned.ts'
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
  /** Its last minute still grows. */
  readonly isRunning: boolean
}

/** How a stream went: charts, or the same as a table. */
export function CourseView({ app, course, before, isRunning }: CourseParts) {
  const texts = app.texts.curves
  const [isTable, setIsTable] = useState(false)
  const [pointed, setPointed] = useState<number | undefined>()
  const syncKey = useId()
  const { columns, marks, charts } = useMemo(() => {
    const thin = thinned(course)
    const columns = toColumns(thin, before && thinned(before))
    const marks = grouped(course.marks, thin.step)
    return { columns, marks, charts: chartsOf(columns, texts.names) }
  }, [course, before])
  const newest = columns.chatters.findLastIndex(value => typeof value === 'number')
  const at = pointed ?? newest
  return (
    <div class="curves">
      <button type="button" class="curves-switch" onClick={() => setIsTable(!isTable)}>
        {isTable ? texts.asCurves : texts.asTable}
      </button>
      {isTable ? (
        <CourseTable app={app} columns={columns} marks={marks} isRunning={isRunning} />
      ) : (
        <>
          <p class="curves-at">{texts.at(rowAt(columns, at).at, pointed === undefined && isRunning)}</p>
          {charts.map((chart, index) => (
            <section key={chart.id} class="curves-chart" aria-label={chart.title}>
              <h3 class="curves-title">{chart.title}</h3>
              <Legend lines={chart.lines} index={at} />
              <PlotView
                shown={{ chart, columns, marks, isRunning, hasSigns: index === 0 }}
                syncKey={syncKey}
                onPoint={setPointed}
                label={texts.seeTable}
              />
            </section>
          ))}
          <MarkList app={app} marks={marks} />
        </>
      )}
    </div>
  )
}
