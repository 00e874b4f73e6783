import { useEffect, useMemo, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import type { Answer } from '../connection.ts'
import { type Activity, toCourse } from '../curves/course/activity.ts'
import { CourseView } from '../curves/course-view.tsx'
import { Said } from '../shell/said.tsx'
import { areLinesGone, type Stream } from './stream.ts'

interface PastCourseParts {
  readonly app: App
  readonly stream: Stream
}

/** The curves of a stream, as far as its events are still kept. */
export function PastCourse({ app, stream }: PastCourseParts) {
  const [answer, setAnswer] = useState<Answer<Activity> | undefined>()
  const { connection, texts } = app
  const { session } = stream
  useEffect(() => {
    let isShown = true
    const read = async () => {
      const answer = await connection.call<Activity>('activity', { session })
      if (isShown) setAnswer(answer)
    }
    const end = connection.whenOpen(() => void read())
    return () => {
      isShown = false
      end()
    }
  }, [connection, session])
  const course = useMemo(() => (answer?.done ? toCourse(answer.value) : undefined), [answer])
  if (answer === undefined) return <p>{texts.streams.readingCurves}</p>
  if (!answer.done) return <Said level="bad" refusal={answer.refusal} />
  if (course === undefined || areLinesGone(stream, course))
    return <p class="quiet">{texts.streams.noCurves}</p>
  return <CourseView {...{ app, course, isRunning: stream.end === undefined }} />
}
