import type { Line } from './drawing/charts.ts'
import type { Pen } from './drawing/pens.ts'

const small = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })
const large = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })

/** How each line is drawn, and its value. @param index of the columns */
export function Legend({ lines, index }: { lines: readonly Line[]; index: number }) {
  return (
    <ul class="curves-legend">
      {lines.map(({ id, name, pen, column }) => (
        <li key={id}>
          <Sample pen={pen} /> {name} <strong>{valueText(column[index])}</strong>
        </li>
      ))}
    </ul>
  )
}

export function valueText(value: number | null | undefined): string {
  if (typeof value !== 'number') return '–'
  return (Math.abs(value) < 10 ? small : large).format(value)
}

function Sample({ pen: { colour, dash, width, fill } }: { pen: Pen }) {
  return (
    <svg class="curves-sample" viewBox="0 0 26 10" aria-hidden="true">
      {fill !== undefined && <rect width="26" height="10" fill={`var(${fill})`} />}
      <line
        {...{ x1: 0, x2: 26, y1: fill === undefined ? 5 : 1, y2: fill === undefined ? 5 : 1 }}
        stroke={`var(${colour})`}
        stroke-width={width + 0.5}
        stroke-dasharray={dash.join(' ')}
      />
    </svg>
  )
}
