import { useEffect, useRef } from 'preact/hooks'
import { Plot } from './drawing/plot.ts'
import type { Shown } from './drawing/shown.ts'

interface PlotViewParts {
  readonly shown: Shown
  readonly syncKey: string
  onPoint(index: number | undefined): void
  /** What who cannot see it does instead. */
  readonly label: string
}

const HEIGHTS = { lines: 190, people: 110, mood: 90 }

/** A chart. */
export function PlotView({ shown, syncKey, onPoint, label }: PlotViewParts) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot | undefined>(undefined)
  useEffect(() => {
    if (place.current === null) return
    const height = HEIGHTS[shown.chart.id]
    const made = new Plot(place.current, { height, syncKey, onPoint }, shown)
    plot.current = made
    return () => made.end()
  }, [])
  useEffect(() => plot.current?.show(shown), [shown.columns, shown.marks])
  return (
    <div
      ref={place}
      class={`curves-plot curves-plot-${shown.chart.id}`}
      role="img"
      aria-label={label}
    />
  )
}
