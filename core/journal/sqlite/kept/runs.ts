import type { Position } from '../../port.ts'

/** Which positions to find, and how many: the first ones, or the last ones if the newest are requested. */
export interface Wanted {
  readonly first: Position
  readonly last: Position
  readonly limit: number
  readonly newest: boolean
}

/** Positions in their order somewhere in the file, none before `first` and none behind `last`. */
export interface Run {
  readonly first: Position
  readonly last: Position
  read(wanted: Wanted): readonly Position[]
}

/** The requested positions from all runs, in order. A run after the found positions is not read. */
export function merged(runs: readonly Run[], wanted: Wanted): readonly Position[] {
  const { limit, newest } = wanted
  const order = newest ? (a: Position, b: Position) => b - a : (a: Position, b: Position) => a - b
  const begin = (run: Run) => (newest ? run.last : run.first)
  let { first, last } = wanted
  let found: Position[] = []
  const cut = () => {
    found = found.sort(order).slice(0, limit)
    const edge = found.length === limit ? found.at(-1) : undefined
    if (edge === undefined) return
    if (newest) first = edge
    else last = edge
  }
  for (const run of runs.toSorted((a, b) => order(begin(a), begin(b)))) {
    if (newest ? run.last < first : run.first > last) break
    if (newest ? run.first > last : run.last < first) continue
    for (const position of run.read({ first, last, limit, newest })) found.push(position)
    if (found.length >= 2 * limit) cut()
  }
  cut()
  return found
}
