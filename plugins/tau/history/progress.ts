import type { TauRow } from '../client/frame.ts'
import type { Page } from '../client/rest.ts'

/** Which rows were published; survives restarts. */
export type HistoryMark = {
  /** Every row TAU stored before this was published or is not wanted; in ms, whole seconds. */
  readonly created: number
  /** The rows published last, including those stored since then. */
  readonly ids: readonly string[]
}

// More than are published between two checks; beyond that, some are published again, and core recognises their ids.
const MAX_IDS = 500
// Rows become visible some moments after the time they bear, and not in its order.
const OVERLAP_MS = 10_000

/** How far TAU's rows were published. */
export class Progress {
  #mark: HistoryMark | undefined
  readonly #save: (mark: HistoryMark) => void

  constructor(mark: HistoryMark | undefined, save: (mark: HistoryMark) => void) {
    this.#mark = mark
    this.#save = save
  }

  get mark(): HistoryMark | undefined {
    return this.#mark
  }

  /** The first mark of all: these rows, the newest TAU has, and all before them are not wanted. */
  begin(rows: readonly TauRow[]): void {
    const ids = rows.flatMap(({ id }) => id ?? [])
    // The latest of them, not the first: a clock that was set back left them out of order.
    const times = rows.map(({ created }) => created?.getTime() ?? 0)
    this.#change({ created: Math.max(0, ...times), ids })
  }

  /** A row was published. */
  told({ id }: TauRow): void {
    if (id === undefined || this.#mark === undefined) return
    const ids = [...this.#mark.ids.filter(one => one !== id), id].slice(-MAX_IDS)
    this.#change({ ...this.#mark, ids })
  }

  /**
   * A check found every row before this one published; nothing else moves the mark. Without a row, TAU has stored nothing
   * yet.
   */
  reached(row: TauRow | undefined): void {
    this.#forward((row?.created?.getTime() ?? 0) - OVERLAP_MS)
  }

  /** Rows older than this one are not wanted, published or not. */
  leave(row: TauRow | undefined): void {
    this.#forward(row?.created?.getTime() ?? 0)
  }

  #forward(created: number): void {
    if (this.#mark !== undefined && created > this.#mark.created)
      this.#change({ ...this.#mark, created })
  }

  #change(mark: HistoryMark): void {
    this.#mark = mark
    this.#save(mark)
  }
}

interface Missed {
  /** Oldest first. */
  readonly rows: readonly TauRow[]
  readonly newest: TauRow | undefined
  /** There were more than `max`: the oldest of them are left out. */
  readonly isCut: boolean
}

/** The unpublished rows since the mark, at most `max`. Reads page by page until the mark. */
export async function missedSince(
  mark: HistoryMark,
  max: number,
  readPage: (next: string | undefined) => Promise<Page>,
): Promise<Missed> {
  const told = new Set(mark.ids)
  const rows: TauRow[] = []
  let newest: TauRow | undefined
  for (let next: string | undefined, page: Page | undefined; page === undefined || next; ) {
    page = await readPage(next)
    newest ??= page.rows[0]
    for (const row of page.rows) {
      if (isBefore(row, mark)) return { rows: rows.reverse(), newest, isCut: false }
      if (row.id === undefined || told.has(row.id)) continue
      if (rows.length === max) return { rows: rows.reverse(), newest, isCut: true }
      rows.push(row)
    }
    next = page.next === next ? undefined : page.next
  }
  return { rows: rows.reverse(), newest, isCut: false }
}

function isBefore({ created }: TauRow, mark: HistoryMark): boolean {
  return created !== undefined && created.getTime() < mark.created
}
