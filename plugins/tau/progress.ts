import type { TauRow } from './client/frame.ts'
import type { Page } from './client/rest.ts'

/** Which rows were told, kept over restarts. */
export type Mark = {
  /** Everything TAU stored up to this row was told. */
  readonly id: string | null
  /** That row's time in ms, whole seconds. */
  readonly created: number
  /** The rows told last, those after the mark among them. */
  readonly ids: readonly string[]
}

// More than any burst between two outages that are seconds apart.
const MAX_IDS = 200

/** How far the rows of TAU were told. */
export class Progress {
  #mark: Mark | undefined
  readonly #save: (mark: Mark) => void
  #isCaughtUp = false

  constructor(mark: Mark | undefined, save: (mark: Mark) => void) {
    this.#mark = mark
    this.#save = save
  }

  get mark(): Mark | undefined {
    return this.#mark
  }

  /** A row was told. Before the gap is closed it is only noted: the mark would jump over what is still missing. */
  told(row: TauRow): void {
    if (row.id === undefined || this.#mark === undefined) return
    const ids = [...this.#mark.ids.filter(id => id !== row.id), row.id].slice(-MAX_IDS)
    this.#change({ ...this.#mark, ids, ...(this.#isCaughtUp && later(row, this.#mark)) })
  }

  /** All up to this row was told or is not wanted; without a row TAU has stored nothing yet. */
  reached(row: TauRow | undefined): void {
    const mark = this.#mark ?? { id: null, created: 0, ids: [] }
    this.#change({ ...mark, ...(row !== undefined && later(row, mark)) })
  }

  /** The gap is closed: from now on each row told moves the mark. */
  caughtUp(): void {
    this.#isCaughtUp = true
  }

  #change(mark: Mark): void {
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

/** The rows TAU stored after the mark that were not told, at most `max`. Reads page by page until the mark. */
export async function missedSince(
  mark: Mark,
  max: number,
  readPage: (next: string | undefined) => Promise<Page>,
): Promise<Missed> {
  const rows: TauRow[] = []
  let newest: TauRow | undefined
  let seen = 0
  for (let next: string | undefined, page: Page | undefined; page === undefined || next; ) {
    page = await readPage(next)
    newest ??= page.rows[0]
    for (const row of page.rows) {
      if (isTold(row, mark)) return { rows: rows.reverse(), newest, isCut: false }
      if (seen === max) return { rows: rows.reverse(), newest, isCut: true }
      seen += 1
      if (row.id !== undefined && !mark.ids.includes(row.id)) rows.push(row)
    }
    // An empty page with a next one would never end.
    next = page.rows.length > 0 ? page.next : undefined
  }
  return { rows: rows.reverse(), newest, isCut: false }
}

// Several rows share a second, so the id decides within it.
function isTold({ id, created }: TauRow, mark: Mark): boolean {
  return id === mark.id || (created !== undefined && created.getTime() < mark.created)
}

function later({ id, created }: TauRow, mark: Mark): Partial<Mark> {
  const time = created?.getTime()
  return id === undefined || time === undefined || time < mark.created ? {} : { id, created: time }
}
