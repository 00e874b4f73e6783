import type uPlot from 'uplot'
import { lastsUntil, signOf } from '../course/marks.ts'
import { signRows } from './place-signs.ts'
import type { Shown } from './shown.ts'

/** Height and width of a sign, in px. */
export const SIGN_SIZE = 14
export const SIGN_ROWS = 2

/** A line where something happened, and above it its sign. */
export function drawMarks(
  plot: uPlot,
  css: (property: string) => string,
  { marks, columns, hasSigns }: Shown,
): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const placed = marks
    .filter(({ at }) => at / 1000 >= columns.from && at / 1000 <= columns.until)
    .map(mark => ({ mark, x: Math.round(plot.valToPos(mark.at / 1000, 'x', true)) }))
  const rows = signRows(
    placed.map(({ x }) => x),
    SIGN_SIZE * ratio,
    SIGN_ROWS,
  )
  ctx.save()
  ctx.lineWidth = ratio
  ctx.setLineDash([3 * ratio, 3 * ratio])
  ctx.font = `${SIGN_SIZE * ratio * 0.9}px system-ui, sans-serif`
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  for (const [index, { mark, x }] of placed.entries()) {
    const colour = css(`--mark-${mark.kind}`) || css('--quiet')
    ctx.strokeStyle = colour
    ctx.fillStyle = colour
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    shade(plot, x, lastsUntil(mark))
    const y = bbox.top - (SIGN_ROWS - (rows[index] ?? 0) - 0.5) * SIGN_SIZE * ratio
    if (hasSigns) ctx.fillText(signOf(mark.kind), x, y)
  }
  ctx.restore()
}

/** How long it lasted, as a pale band. */
function shade({ ctx, bbox, valToPos }: uPlot, from: number, until: number | undefined): void {
  if (until === undefined) return
  const end = bbox.left + bbox.width
  const to =
    until === Number.POSITIVE_INFINITY ? end : Math.min(valToPos(until / 1000, 'x', true), end)
  ctx.globalAlpha = 0.15
  ctx.fillRect(from, bbox.top, Math.max(0, to - from), bbox.height)
  ctx.globalAlpha = 1
}
