import type { App } from '../app.ts'
import type { Columns } from './course/columns.ts'
import { type MarkGroup, signOf } from './course/marks.ts'
import { timeIn } from './course/time-in.ts'

const FIRST = 5

interface MarksParts {
  readonly app: App
  readonly marks: readonly MarkGroup[]
  /** Of the chart that they stand on. */
  readonly columns: Columns
}

/** What happened, in words; the newest first. */
export function MarkList({ app, marks, columns }: MarksParts) {
  const texts = app.texts.curves
  const newest = [...marks].reverse()
  if (newest.length === 0) return null
  return (
    <section class="curves-marks" aria-label={texts.marks}>
      <h3 class="curves-title">{texts.marks}</h3>
      <Marks app={app} marks={newest.slice(0, FIRST)} columns={columns} />
      {newest.length > FIRST && (
        <details>
          <summary>{texts.olderMarks(newest.length - FIRST)}</summary>
          <Marks app={app} marks={newest.slice(FIRST)} columns={columns} />
        </details>
      )}
    </section>
  )
}

function Marks({ app, marks, columns }: MarksParts) {
  return (
    <ul class="curves-mark-list">
      {marks.map(mark => (
        <li key={`${mark.kind} ${mark.at}`}>
          <time dateTime={new Date(mark.at).toISOString()}>{timeIn(columns, mark.at)}</time>{' '}
          <MarkText app={app} mark={mark} columns={columns} />
        </li>
      ))}
    </ul>
  )
}

interface MarkParts extends Omit<MarksParts, 'marks'> {
  readonly mark: MarkGroup
}

/** Its sign and its words. */
export function MarkText({ app, mark, columns }: MarkParts) {
  const { kind, at, until, count, what } = mark
  const texts = app.texts.curves
  return (
    <>
      <span class={`curves-sign curves-sign-${kind}`} aria-hidden="true">
        {signOf(kind)}
      </span>{' '}
      {what.map(one => texts.mark(kind, one)).join('; ')}
      {count > what.length && ` (${texts.times(count)})`}
      {until !== undefined && until > at && `, ${texts.until(timeIn(columns, until))}`}
    </>
  )
}
