import type { Event } from '../../events/event.ts'
import type { Cursor, Expired, Journal, JournalRow, Position, ReadRange } from '../port.ts'
import type { Parcel } from './attempt.ts'
import { ExpiredRows } from './expired-rows.ts'
import { type JudgeAgain, Selection, type SelectionSettings } from './selection.ts'

// Rows of other types are read again after a restart rather than acknowledged in a commit each.
const SKIP_AT = 500
// As far back as a filter may recall.
const RECALL_MS = 60_000
const RECALL_MOST = 5_000

/** A consumer's settings with all defaults filled in. */
export interface ConsumerSettings extends SelectionSettings {
  /** `<plugin id>[/<name>]`. */
  readonly name: string
  readonly max: number
  readonly everyMs: number
  readonly from: 'beginning' | 'now'
  readonly deadlineMs: number
}

/** Reads committed rows, from memory if that goes back far enough. */
export interface JournalFollower {
  read(range: ReadRange): Promise<readonly JournalRow[]>
  /** Whether this row is in memory just now. */
  holds(position: Position): boolean
  end(): void
}

/** What reading needs of the runtime. */
export interface ReaderParts {
  readonly journal: Journal
  follow(): JournalFollower
  /** The last committed position. */
  committed(): Position
  readonly judgeAgain: JudgeAgain
  /** This many events were deleted before the consumer received them, and it never will. */
  onExpired(consumer: string, count: number): void
}

/** The cursor was set elsewhere since it was opened. */
export class Rewound extends Error {}

/** A consumer's place in the journal, and the events behind it that are meant for it. */
export class Reader {
  readonly #settings: ConsumerSettings
  readonly #parts: ReaderParts
  readonly #selection: Selection
  readonly #expired: ExpiredRows
  #follower: JournalFollower | undefined
  #cursor: Cursor | undefined
  #forgotten = 0
  #isReading = false
  /** Read up to here: further than the cursor if the rows in between are of other types. */
  #scanned: Position = 0

  constructor(settings: ConsumerSettings, parts: ReaderParts) {
    this.#settings = settings
    this.#parts = parts
    this.#selection = new Selection(settings, parts.judgeAgain)
    this.#expired = new ExpiredRows(count => parts.onExpired(settings.name, count))
  }

  get isOpen(): boolean {
    return this.#cursor !== undefined
  }

  /** Whether there are committed rows that were not read. */
  get isBehind(): boolean {
    return this.#scanned < this.#parts.committed()
  }

  /** Opens the cursor and fences its previous reader. */
  async open(): Promise<void> {
    const turn = this.#forgotten
    this.#follower ??= this.#parts.follow()
    const cursor = await this.#parts.journal.openCursor(this.#settings.name, this.#settings.from)
    this.#scanned = cursor.position
    const isJudgedAgain = cursor.refilterTo !== undefined
    this.#selection.recall(isJudgedAgain ? await this.#rowsBefore(cursor.position) : [])
    // Set elsewhere meanwhile, it may already be somewhere else.
    if (turn === this.#forgotten) this.#cursor = cursor
  }

  /** Stops reading. */
  end(): void {
    this.#expired.loseWhere(() => true)
    this.forget()
    this.#follower?.end()
    this.#follower = undefined
  }

  /** The next `open` asks the journal for the cursor's position. */
  forget(): void {
    this.#cursor = undefined
    this.#forgotten += 1
  }

  /** The next events for this consumer, from at most this many rows. */
  async read(room: number): Promise<readonly Parcel<Event>[]> {
    const committed = this.#parts.committed()
    if (room <= 0 || this.#scanned >= committed) return []
    const { types } = this.#settings
    const refilterTo = this.#cursor?.refilterTo ?? 0
    const isRefiltering = this.#scanned < refilterTo
    const to = isRefiltering ? Math.min(refilterTo, committed) : committed
    // Today's filters may recall rows of other types and dropped ones.
    const narrowed = { kept: true, ...(types && { types }) }
    this.#isReading = true
    const rows = await this.#rows({
      after: this.#scanned,
      to,
      limit: room,
      ...(!isRefiltering && narrowed),
    }).finally(() => {
      this.#isReading = false
    })
    const parcels = this.#selection.parcels(rows, refilterTo)
    const before = this.#scanned
    this.#scanned = rows.length < room ? to : (rows.at(-1)?.position ?? to)
    this.#expired.wereRead(before, this.#scanned, rows)
    this.#loseUnheld()
    return parcels
  }

  /**
   * Moves the cursor to just before the first unfinished event, or past everything that was read.
   * @throws Rewound if it was set elsewhere
   */
  async acknowledge(firstLeft: Position | undefined): Promise<void> {
    const cursor = this.#cursor
    const position = firstLeft === undefined ? this.#scanned : firstLeft - 1
    if (cursor === undefined || position <= cursor.position) return
    const isMine = await this.#parts.journal.acknowledge(cursor.name, cursor.epoch, position)
    if (!isMine) throw new Rewound()
    this.#expired.wereTaken(position)
    if (this.#cursor === cursor) this.#cursor = { ...cursor, position }
  }

  /** These rows were deleted from the journal: rows already read or held in memory are still delivered, the rest is lost. */
  expire(rows: readonly Expired[]): void {
    const mine = rows.filter(row => row.parked || this.#selection.isMeantFor(row))
    const done = this.#cursor?.position ?? 0
    const lost = mine.filter(({ parked }) => parked).map(({ position }) => position)
    for (const { position, parked } of mine) {
      if (!parked && !this.isOpen) lost.push(position)
      else if (!parked && position > done) this.#expired.add(position)
    }
    this.#expired.lose(lost)
    // Rows being read now may have been read before they were deleted.
    if (!this.#isReading) this.#loseUnheld()
  }

  /** Moves the cursor from time to time while there are no events for this consumer. */
  async skip(): Promise<void> {
    if (this.#scanned - (this.#cursor?.position ?? this.#scanned) >= SKIP_AT)
      await this.acknowledge(undefined)
  }

  /** How many kept events of its types come after what it has read, or after its cursor while that is not open. */
  async unread(): Promise<{ readonly after: Position; readonly count: number }> {
    const { name, types } = this.#settings
    const after = this.isOpen ? this.#scanned : await this.#lastKnown(name)
    if (after >= this.#parts.committed()) return { after, count: 0 }
    const range = { after, kept: true, ...(types && { types }) }
    return { after, count: await this.#parts.journal.count(range) }
  }

  #loseUnheld(): void {
    this.#expired.loseWhere(gone => gone > this.#scanned && !this.#follower?.holds(gone))
  }

  // So that the first events are judged as they would have been in the middle of the stream.
  async #rowsBefore(before: Position): Promise<readonly JournalRow[]> {
    const [first] = await this.#rows({ after: before, limit: 1 })
    if (first === undefined) return []
    const since = new Date(first.event.received.getTime() - RECALL_MS)
    // The nearest of them, if a minute holds more than that.
    const after = Math.max(await this.#parts.journal.positionAt(since), before - RECALL_MOST)
    return this.#rows({ after, to: before, limit: RECALL_MOST })
  }

  async #rows(range: ReadRange): Promise<readonly JournalRow[]> {
    return (await this.#follower?.read(range)) ?? []
  }

  async #lastKnown(name: string): Promise<Position> {
    const cursors = await this.#parts.journal.cursors()
    const known = cursors.find(cursor => cursor.name === name)
    return known?.position ?? (this.#settings.from === 'now' ? this.#parts.committed() : 0)
  }
}
