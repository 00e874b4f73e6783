import type { ComponentChildren } from 'preact'
import { useId, useMemo } from 'preact/hooks'
import type { App } from '../app.ts'
import type { Columns } from './course/columns.ts'
import type { MarkGroup } from './course/marks.ts'
import { type Row, toRows } from './course/rows.ts'
import { timeIn } from './course/time-in.ts'
import { valueText } from './legend.tsx'
import { MarkText } from './mark-list.tsx'

interface TableParts {
  readonly app: App
  readonly columns: Columns
  readonly marks: readonly MarkGroup[]
  /** How much a row counts, in s. */
  readonly step: number
  readonly isRunning: boolean
}

interface TableColumn {
  readonly name: string
  value(row: Row): number | undefined
}

/** The charts as a table, the newest minute first. */
export function CourseTable({ app, columns, marks, step, isRunning }: TableParts) {
  const texts = app.texts.curves
  const about = useId()
  const shown = tableColumns(app, columns)
  const rows = useMemo(() => toRows(columns, marks), [columns, marks])
  return (
    <>
      <p class="quiet" id={about}>
        {texts.tableOf(Math.round(step / 60))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keys as well */}
      <section class="curves-scroll" tabIndex={0} aria-label={texts.table}>
        <table class="curves-table" aria-describedby={about}>
          <thead>
            <tr>
              <th scope="col">{texts.time}</th>
              {shown.map(({ name }) => (
                <th key={name} scope="col" class="curves-number">
                  {name}
                </th>
              ))}
              <th scope="col">{texts.marks}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={row.at}>
                <th scope="row">
                  {texts.rowTime(timeIn(columns, row.at), isRunning && index === 0)}
                </th>
                <Cells row={row} columns={shown} unknown={texts.unknown} />
                <td>
                  {row.marks.map(mark => (
                    <div key={`${mark.kind} ${mark.at}`}>
                      <MarkText app={app} mark={mark} columns={columns} />
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

interface CellsParts {
  readonly row: Row
  readonly columns: readonly TableColumn[]
  readonly unknown: string
}

function Cells({ row, columns, unknown }: CellsParts): ComponentChildren {
  if (!row.isKnown) return <td colSpan={columns.length}>{unknown}</td>
  return columns.map(({ name, value }) => (
    <td key={name} class="curves-number">
      {valueText(value(row))}
    </td>
  ))
}

function tableColumns(app: App, columns: Columns): TableColumn[] {
  const { names } = app.texts.curves
  const column = (name: string, value: TableColumn['value'], isThere: boolean) =>
    isThere ? [{ name, value }] : []
  return [
    ...column(names.all, row => row.all, columns.all !== undefined),
    ...[...columns.lines.keys()].map((platform, index) => ({
      name: names.platform(platform),
      value: (row: Row) => row.lines[index],
    })),
    ...column(names.before, row => row.before, columns.before !== undefined),
    ...column(names.chatters, row => row.chatters, true),
    ...column(names.viewers, row => row.viewers, columns.viewers !== undefined),
    ...column(names.mood, row => row.mood, columns.mood !== undefined),
  ]
}
