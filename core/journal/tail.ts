import type { JournalRow, Position, ReadRange } from './port.ts'

/** The latest committed rows, in memory: what a consumer that keeps up reads. */
export class Tail {
  readonly #max: number
  readonly #rows: JournalRow[] = []
  /** Every row behind this position is here; undefined before the first. */
  #start: Position | undefined

  constructor(max: number) {
    this.#max = max
  }

  push(rows: readonly JournalRow[]): void {
    const first = rows[0]
    if (!first) return
    this.#start ??= first.position - 1
    for (const row of rows) this.#rows.push(row)
    // Cut at twice the size: cutting moves all that stay, and so happens once in `max` rows.
    if (this.#rows.length < this.#max * 2) return
    const gone = this.#rows.splice(0, this.#rows.length - this.#max)
    this.#start = gone.at(-1)?.position ?? this.#start
  }

  /** The rows of this range; undefined where it begins before what is held. */
  read(range: ReadRange): readonly JournalRow[] | undefined {
    const { after = 0, to = Number.POSITIVE_INFINITY, limit, types, kept } = range
    if (this.#start === undefined || after < this.#start) return undefined
    const wanted = types && new Set<string>(types)
    const found: JournalRow[] = []
    for (let i = this.#indexBehind(after); i < this.#rows.length && found.length < limit; i++) {
      const row = this.#rows[i]
      if (!row || row.position > to) break
      if (kept !== undefined && row.verdict.kept !== kept) continue
      if (!wanted || wanted.has(row.event.type)) found.push(row)
    }
    return found
  }

  #indexBehind(after: Position): number {
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#rows[middle]?.position ?? 0) <= after) low = middle + 1
      else high = middle
    }
    return low
  }
}
