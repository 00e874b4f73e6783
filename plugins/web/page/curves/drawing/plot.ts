import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { plotOptions } from './plot-options.ts'
import type { PlotParts, Shown } from './shown.ts'

/** One chart on a canvas. It is as wide as its place, also when that changes, and follows dark and light. */
export class Plot {
  readonly #place: HTMLElement
  readonly #parts: PlotParts
  readonly #resized: ResizeObserver
  readonly #dark = matchMedia('(prefers-color-scheme: dark)')
  readonly #repaint = () => this.#plot?.redraw()
  #plot: uPlot | undefined
  #shown: Shown
  #drawn = ''

  constructor(place: HTMLElement, parts: PlotParts, shown: Shown) {
    this.#place = place
    this.#parts = parts
    this.#shown = shown
    this.#resized = new ResizeObserver(() => this.#plot?.setSize(this.#size()))
    this.#resized.observe(place)
    this.#dark.addEventListener('change', this.#repaint)
    this.show(shown)
  }

  show(shown: Shown): void {
    this.#shown = shown
    const lines = shown.chart.lines.map(({ id }) => id).join('\n')
    if (lines === this.#drawn) {
      this.#plot?.setData(this.#data())
      return
    }
    this.#drawn = lines
    this.#plot?.destroy()
    const options = plotOptions(this.#parts, this.#size(), this.#place, () => this.#shown)
    this.#plot = new uPlot(options, this.#data(), this.#place)
  }

  end(): void {
    this.#resized.disconnect()
    this.#dark.removeEventListener('change', this.#repaint)
    this.#plot?.destroy()
  }

  #size(): { width: number; height: number } {
    // Before it is laid out its place has no width, and a canvas needs one.
    return { width: Math.max(1, this.#place.clientWidth), height: this.#parts.height }
  }

  #data(): uPlot.AlignedData {
    const { chart, columns } = this.#shown
    return [[...columns.times], ...chart.lines.map(({ column }) => [...column])]
  }
}
