import type { JournalRow, Position, ReadRange } from './port.ts'
import { weightOf } from './weight.ts'

// A platform's payload may have 64 kB: ten thousand of those would be most of a small machine's memory.
const MAX_WEIGHT = 64_000_000

// Passed rows are removed this many at a time.
const PASSED = 256

/** The position of a follower: it has read the rows up to here. */
interface Mark {
  after: Position
}

/** A reader of the tail; rows are held for it until it has passed them. */
export interface Follower {
  /** The rows of this range; undefined if it begins before the held rows. */
  read(range: ReadRange): readonly JournalRow[] | undefined
  /** Whether the row of this position is held. */
  holds(position: Position): boolean
  /** Nothing needs to be held for it any more. */
  end(): void
}

/**
 * The latest committed rows, in memory: what a consumer that keeps up reads. Nothing is held without a reader: rows that outlive
 * a collection of the heap's young part are what makes it long, and reactions wait for it.
 */
export class Tail {
  readonly #max: number
  readonly #maxWeight: number
  readonly #rows: JournalRow[] = []
  readonly #marks = new Set<Mark>()
  #weight = 0
  /** Every row behind this position is here; undefined before the first. */
  #start: Position | undefined

  constructor(max: number, maxWeight = MAX_WEIGHT) {
    this.#max = max
    this.#maxWeight = maxWeight
  }

  push(rows: readonly JournalRow[]): void {
    const first = rows[0]
    if (!first) return
    this.#start ??= first.position - 1
    this.#forgetPassed()
    if (this.#marks.size === 0) {
      this.#start = rows.at(-1)?.position
      return
    }
    for (const row of rows) {
      this.#rows.push(row)
      this.#weight += rowWeight(row)
    }
    // Cut at twice the size: cutting moves all that stay, and so happens once in `max` rows.
    if (this.#rows.length >= this.#max * 2) this.#cut(this.#rows.length - this.#max)
    while (this.#weight > this.#maxWeight && this.#rows.length > 1)
      this.#cut(Math.ceil(this.#rows.length / 2))
  }

  follow(): Follower {
    const mark: Mark = { after: 0 }
    this.#marks.add(mark)
    return {
      read: range => {
        mark.after = range.after ?? 0
        return this.#read(range)
      },
      holds: position => this.#start !== undefined && position > this.#start,
      end: () => this.#marks.delete(mark),
    }
  }

  #forgetPassed(): void {
    let passed = Number.POSITIVE_INFINITY
    for (const { after } of this.#marks) passed = Math.min(passed, after)
    const count = this.#indexBehind(passed)
    if (count >= PASSED || this.#marks.size === 0) this.#cut(count)
  }

  #cut(count: number): void {
    const gone = this.#rows.splice(0, count)
    for (const row of gone) this.#weight -= rowWeight(row)
    this.#start = gone.at(-1)?.position ?? this.#start
  }

  #read(range: ReadRange): readonly JournalRow[] | undefined {
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

function rowWeight({ event }: JournalRow): number {
  return weightOf(event.raw) + weightOf(event.data)
}
