import type uPlot from 'uplot'
import { roomOfTime, timeIn } from '../course/time-in.ts'
import { dotsOf } from './charts.ts'
import { drawMarks, SIGN_ROWS, SIGN_SIZE } from './draw-marks.ts'
import type { PlotParts, Shown } from './shown.ts'

const FONT = '12px system-ui, sans-serif'
// Whole numbers: there is no half a line.
const STEPS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].flatMap(ten => [
  ten,
  2 * ten,
  5 * ten,
])
const short = new Intl.NumberFormat(undefined, { notation: 'compact' })

/** @param shown what is shown now; it changes while the plot stays */
export function plotOptions(
  { height, syncKey, onPoint }: PlotParts,
  { width }: { width: number },
  place: HTMLElement,
  shown: () => Shown,
): uPlot.Options {
  const css = (property: string) => getComputedStyle(place).getPropertyValue(property).trim()
  const { chart, hasSigns } = shown()
  return {
    ...{ width, height },
    padding: [hasSigns ? SIGN_ROWS * SIGN_SIZE : 6, null, null, null],
    legend: { show: false },
    cursor: {
      ...{ y: false, drag: { x: false, y: false } },
      sync: { key: syncKey },
      points: { size: 6 },
    },
    scales: {
      x: { range: () => [shown().columns.from, shown().columns.until] },
      y: { range: (_, __, most) => (chart.id === 'mood' ? [-1, 1] : [0, Math.max(5, most * 1.1)]) },
    },
    axes: axes(css, shown),
    series: [{}, ...chart.lines.map((_, index) => series(css, index, shown))],
    hooks: {
      draw: [plot => drawMarks(plot, css, shown())],
      setCursor: [({ cursor: { idx } }) => onPoint(idx ?? undefined)],
    },
  }
}

type Css = (property: string) => string

function series(css: Css, index: number, shown: () => Shown): uPlot.Series {
  const line = () => shown().chart.lines[index]
  const pen = line()?.pen
  const fill = pen?.fill
  return {
    stroke: () => css(pen?.colour ?? '--text'),
    width: pen?.width ?? 1,
    dash: [...(pen?.dash ?? [])],
    ...(fill !== undefined && { fill: () => css(fill) }),
    points: {
      show: true,
      size: 7,
      filter: () => dotsOf(line()?.column ?? []),
    },
  }
}

function axes(css: Css, shown: () => Shown): uPlot.Axis[] {
  const shared: uPlot.Axis = {
    font: FONT,
    stroke: () => css('--quiet'),
    grid: { stroke: () => css('--curve-grid'), width: 1 },
    ticks: { show: false },
  }
  return [
    {
      ...shared,
      ...{ size: 24, space: () => roomOfTime(shown().columns) },
      values: (_, times) => times.map(time => timeIn(shown().columns, time * 1000)),
    },
    {
      ...shared,
      ...{ size: 40, space: 26, gap: 4 },
      ...(shown().chart.id === 'mood' ? { splits: () => [-1, 0, 1] } : { incrs: STEPS }),
      values: (_, values) => values.map(value => short.format(value)),
    },
  ]
}
