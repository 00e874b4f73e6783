import { useEffect, useMemo } from 'preact/hooks'
import type { App } from '../app.ts'
import { Said } from '../shell/said.tsx'
import { dayAndTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { LiveCourse } from './course/live-course.ts'
import { CourseView } from './course-view.tsx'

/** The newest stream, as it goes. */
export function Curves({ app }: { app: App }) {
  const live = useMemo(() => new LiveCourse(app.connection), [app.connection])
  useEffect(() => live.start(), [live])
  const { isRead, stream, course, before, refusal } = useStore(live.newest)
  const texts = app.texts.curves
  if (!isRead) return <p>{texts.reading}</p>
  return (
    <>
      {refusal && <Said level="bad" refusal={refusal} />}
      {course && course.points.length > 0 ? (
        <>
          {stream === undefined && <p class="quiet">{texts.noStream}</p>}
          {stream?.end !== undefined && (
            <p class="quiet">{texts.ended(dayAndTime(Date.parse(stream.end)))}</p>
          )}
          <CourseView
            key={stream?.session}
            {...{ app, course, before, isRunning: stream?.end === undefined }}
          />
        </>
      ) : (
        !refusal && <p class="quiet">{texts.empty}</p>
      )}
    </>
  )
}
