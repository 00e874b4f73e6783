import type { JournalRow, Position } from '../port.ts'

/** Rows that went from the journal and may still come to a consumer from memory. One that cannot any more is lost. */
export class ExpiredRows {
  readonly #onLost: (count: number) => void
  readonly #gone = new Set<Position>()

  constructor(onLost: (count: number) => void) {
    this.#onLost = onLost
  }

  add(position: Position): void {
    this.#gone.add(position)
  }

  /** These will never be had. */
  lose(positions: readonly Position[]): void {
    for (const position of positions) this.#gone.delete(position)
    if (positions.length > 0) this.#onLost(positions.length)
  }

  loseWhere(isLost: (position: Position) => boolean): void {
    if (this.#gone.size > 0) this.lose([...this.#gone].filter(isLost))
  }

  /** A range was read: what stood in it and is not among its rows is lost. */
  wereRead(after: Position, to: Position, rows: readonly JournalRow[]): void {
    if (this.#gone.size === 0) return
    const read = new Set(rows.map(({ position }) => position))
    this.loseWhere(gone => gone > after && gone <= to && !read.has(gone))
  }

  /** All up to here were taken. */
  wereTaken(to: Position): void {
    for (const gone of this.#gone) if (gone <= to) this.#gone.delete(gone)
  }
}
