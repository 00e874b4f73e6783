import type { App } from '../app.ts'
import { clockTime } from '../times.ts'
import { type MarkGroup, signOf } from './course/marks.ts'

const FIRST = 5

/** What happened, in words; the newest first. */
export function MarkList({ app, marks }: { app: App; marks: readonly MarkGroup[] }) {
  const texts = app.texts.curves
  const newest = [...marks].reverse()
  if (newest.length === 0) return null
  return (
    <section class="curves-marks" aria-label={texts.marks}>
      <h3 class="curves-title">{texts.marks}</h3>
      <Marks app={app} marks={newest.slice(0, FIRST)} />
      {newest.length > FIRST && (
        <details>
          <summary>{texts.olderMarks(newest.length - FIRST)}</summary>
          <Marks app={app} marks={newest.slice(FIRST)} />
        </details>
      )}
    </section>
  )
}

function Marks({ app, marks }: { app: App; marks: readonly MarkGroup[] }) {
  return (
    <ul class="curves-mark-list">
      {marks.map(mark => (
        <li key={`${mark.kind} ${mark.at}`}>
          <time dateTime={new Date(mark.at).toISOString()}>{clockTime(mark.at)}</time>{' '}
          <MarkText app={app} mark={mark} />
        </li>
      ))}
    </ul>
  )
}

/** Its sign and its words. */
export function MarkText({
  app,
  mark: { kind, at, until, count, what },
}: {
  app: App
  mark: MarkGroup
}) {
  const texts = app.texts.curves
  return (
    <>
      <span class={`curves-sign curves-sign-${kind}`} aria-hidden="true">
        {signOf(kind)}
      </span>{' '}
      {what.map(one => texts.mark(kind, one)).join('; ')}
      {count > what.length && ` (${texts.times(count)})`}
      {until !== undefined && until > at && `, ${texts.until(clockTime(until))}`}
    </>
  )
}
