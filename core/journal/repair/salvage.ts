import { setImmediate as breathe } from 'node:timers/promises'
import { inTransaction, openDatabase } from '../sqlite/database/node-sqlite.ts'
import { createTables } from '../sqlite/database/schema.ts'
import { type CellValue, rowsOf } from './cells.ts'
import { type Inserts, inserts } from './inserts.ts'
import type { Pages } from './pages.ts'
import { knownOf, type SavedRow, type SavedTable, savedOf } from './rows.ts'

/** A number of events with the times of the first and the last; without times if those are unknown. */
export interface EventSpan {
  readonly events: number
  readonly from?: Date
  readonly to?: Date
}

export interface Salvaged {
  readonly saved: EventSpan
  /** Events known to have been there that cannot be read. */
  readonly lost: EventSpan
  /** Numbers of rows other than events. */
  readonly rows: Readonly<Record<Exclude<SavedTable, 'entries'>, number>>
  /** Parked events that are lost themselves. */
  readonly unparked: number
}

export interface SalvageSettings {
  /** @param share 0 to 1 */
  readonly onProgress?: (share: number) => void
  readonly signal: AbortSignal
}

// One piece of work: about 10 ms, then a Ctrl-C can take effect.
const PAGES_AT_ONCE = 250

/**
 * Writes what can be read into a new journal, with the same positions. Every page is read by itself, twice: for events, then
 * for what belongs to them. So a damaged page loses only its own content.
 */
export async function salvage(
  pages: Pages,
  target: string,
  { signal, onProgress = () => undefined }: SalvageSettings,
): Promise<Salvaged> {
  const db = openDatabase(target)
  try {
    // An interrupted repair starts again from the beginning, so nothing partial needs to survive a crash.
    db.exec(
      'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF',
    )
    createTables(db)
    const rescue = new Rescue(pages, inserts(db))
    for (let step = 0; step < 2; step++) {
      for (let first = 1; first <= pages.count; first += PAGES_AT_ONCE) {
        signal.throwIfAborted()
        inTransaction(db, () => rescue.take(first, first + PAGES_AT_ONCE, step === 0))
        onProgress((step + first / pages.count) / 2)
        await breathe()
      }
    }
    return inTransaction(db, () => rescue.end())
  } finally {
    db.close()
  }
}

class Rescue {
  readonly #pages: Pages
  readonly #insert: Inserts
  readonly #saved = new Spanning()
  readonly #lost = new Map<number, number | undefined>()
  readonly #rows = { copies: 0, notes: 0, held: 0, cursors: 0, parked: 0, state: 0, forgotten: 0 }

  constructor(pages: Pages, insert: Inserts) {
    this.#pages = pages
    this.#insert = insert
  }

  /** Takes from these pages, the last not included: the events, or all else. */
  take(first: number, end: number, areEvents: boolean): void {
    for (let number = first; number < Math.min(end, this.#pages.count + 1); number++) {
      if (!this.#pages.mayHoldRows(number)) continue
      for (const row of rowsOf(this.#pages, number)) {
        const saved = savedOf(row)
        if (areEvents) {
          if (saved?.table === 'entries') this.#takeEvent(saved.values)
        } else if (saved !== undefined) this.#takeOther(saved)
        else this.#miss(knownOf(row))
      }
    }
  }

  end(): Salvaged {
    const unparked = this.#insert.finish()
    const lost = new Spanning()
    for (const received of this.#lost.values()) lost.add(received)
    const rows = { ...this.#rows, parked: this.#rows.parked - unparked }
    return { saved: this.#saved.span, lost: lost.span, rows, unparked }
  }

  #takeEvent(values: readonly CellValue[]): void {
    if (this.#insert.entries(values) === 0) return
    const received = values[3]
    this.#saved.add(typeof received === 'number' ? received : undefined)
    this.#insert.effect(values)
  }

  #takeOther({ table, values }: SavedRow): void {
    if (table === 'entries') return
    this.#rows[table] += this.#insert[table](values)
  }

  #miss(known: ReturnType<typeof knownOf>): void {
    if (known === undefined || this.#insert.has(known.position)) return
    this.#lost.set(known.position, known.received ?? this.#lost.get(known.position))
  }
}

/** Counts events and remembers the first and the last time. */
class Spanning {
  #events = 0
  #from = Number.POSITIVE_INFINITY
  #to = Number.NEGATIVE_INFINITY

  get span(): EventSpan {
    if (this.#from > this.#to) return { events: this.#events }
    return { events: this.#events, from: new Date(this.#from), to: new Date(this.#to) }
  }

  add(received: number | undefined): void {
    this.#events += 1
    if (received === undefined) return
    this.#from = Math.min(this.#from, received)
    this.#to = Math.max(this.#to, received)
  }
}
