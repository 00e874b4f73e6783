import type { Event } from '../events/event.ts'
import type { JournalFollower } from './consumers/reader.ts'
import type { Copy, HeldEvent, Journal, JournalEntry, JournalRow, Note, Position } from './port.ts'
import { type Commit, RetryingAppend } from './retrying-append.ts'
import { Tail } from './tail.ts'

// Each event is handed over at once; where more than 100 a second come for longer, what comes within 10 ms goes together:
// each commit wakes the journal's thread, which costs those who react at that rate (p50 0.10 ms at 5 ms, 0.08 at 10).
const TOGETHER_MS = 10
const AHEAD_MS = 100
// Where events go together and the next commit is as good as due, it goes right behind the reactions to an event: its 0.4 ms
// between two chat messages delay nothing, those of a timer meet the next message (p99 at 1,000 a second: 0.5 ms; so 0.3).
const EARLY_MS = 2
const TOGETHER_AT = 500
/** Maximum number of events handed over but not committed; if the journal falls behind, the rest waits here. */
const UNDER_WAY_MOST = 5_000
const WAITING_MOST = 50_000
const TAIL = 10_000
const CLOSE_MS = 5_000

export interface WriterSettings {
  /** The rows just committed, in order, and the events the journal knew already: those are noted as copies there. */
  onCommit(rows: readonly JournalRow[], repeats: readonly Event[]): void
  /** This many events will not be stored. */
  onUnjournaled?(count: number): void
  /** Called once when appending fails, and with undefined when it works again. */
  onTrouble?(failure: Error | undefined): void
  /** Committed rows held for readers that fall behind; default 10,000. */
  readonly tail?: number
}

interface Wait {
  readonly upTo: number
  readonly done: () => void
}

/**
 * Passes entries to the journal, in order and in few, small commits, without ever making its caller wait. It does so before
 * listeners get the event, and without waiting for earlier commits: whatever blocks the event loop then, the journal's
 * thread already has the event.
 */
export class JournalWriter {
  readonly journal: Journal
  readonly #settings: WriterSettings
  readonly #tail: Tail
  readonly #append: RetryingAppend
  #waiting: JournalEntry[] = []
  #copies: Copy[] = []
  #notes: Note[] = []
  #held: HeldEvent[] = []
  #released: string[] = []
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Immediate | undefined
  /** When the next is due, were they evenly apart. */
  #dueAt = 0
  /** Entries handed over and not yet committed. */
  #underWay = 0
  #isClosed = false
  /** Counts accepted events, those handed over, and those that are finished. */
  #taken = 0
  #handedOver = 0
  #settled = 0
  #gaveUp = false
  #waits: Wait[] = []

  constructor(journal: Journal, settings: WriterSettings) {
    this.journal = journal
    this.#settings = settings
    this.#tail = new Tail(settings.tail ?? TAIL)
    this.#append = new RetryingAppend(journal, failure => settings.onTrouble?.(failure))
  }

  /** The last entries will not be stored, because the disk accepts nothing more. */
  get gaveUp(): boolean {
    return this.#gaveUp
  }

  /** Events not yet committed. */
  get waiting(): number {
    return this.#waiting.length + this.#underWay
  }

  /** Adds an entry to the next commit. False if it will not be stored, because too many are waiting. */
  append(entry: JournalEntry): boolean {
    if (this.#isClosed || this.waiting >= WAITING_MOST) {
      this.#settings.onUnjournaled?.(1)
      return false
    }
    this.#waiting.push(entry)
    this.#took()
    return true
  }

  /** Adds another report of a known event to the next commit. */
  copy(copy: Copy): void {
    if (this.#isClosed || this.#copies.length >= WAITING_MOST) return
    this.#copies.push(copy)
    this.#took({ canWait: true })
  }

  /** Takes a line of what can be explained of an event for the next commit. */
  note(note: Note): void {
    if (this.#isClosed || this.#notes.length >= WAITING_MOST) return
    this.#notes.push(note)
    this.#took({ canWait: true })
  }

  /** Adds an event that cannot be judged yet to the next commit; from then on it is durable. */
  hold(held: HeldEvent): void {
    if (this.#isClosed || this.#held.length >= WAITING_MOST) return
    this.#held.push(held)
    this.#took()
  }

  /** What these hold needs to be held no longer, once all that was appended before is committed. */
  release(holders: readonly string[]): void {
    if (this.#isClosed || holders.length === 0) return
    this.#released.push(...holders)
    this.#taken += holders.length - 1
    this.#took({ canWait: true })
  }

  /** A reader of committed rows that continues where it stopped; rows it has not read yet are held in memory for it. */
  follow(): JournalFollower {
    const follower = this.#tail.follow()
    return {
      read: async range => follower.read(range) ?? this.journal.read(range),
      holds: position => follower.holds(position),
      end: () => follower.end(),
    }
  }

  /** Passes on everything at once. Resolves when it is settled: committed, or given up by `close`. */
  settled(): Promise<void> {
    this.#handOver()
    if (this.#settled >= this.#taken) return Promise.resolve()
    return new Promise(done => this.#waits.push({ upTo: this.#taken, done }))
  }

  /** Commits what waits, for at most this long; the rest is counted as unjournaled. The journal stays open. */
  async close(deadlineMs = CLOSE_MS): Promise<void> {
    const deadline = setTimeout(() => this.#append.giveUp(), deadlineMs)
    this.#isClosed = true
    await this.settled()
    clearTimeout(deadline)
  }

  #took({ canWait = false } = {}): void {
    this.#taken++
    this.#schedule(canWait ? TOGETHER_MS : undefined)
  }

  #schedule(leastMs = Number.NEGATIVE_INFINITY): void {
    if (this.#handedOver === this.#taken) return
    const waitMs = Math.max(this.#dueAt - AHEAD_MS - performance.now(), leastMs)
    if (waitMs <= -TOGETHER_MS || this.#waiting.length >= TOGETHER_AT) this.#handOver()
    else if (waitMs <= EARLY_MS) this.#soon ??= setImmediate(() => this.#handOver())
    else this.#timer ??= setTimeout(() => this.#handOver(), Math.min(waitMs, TOGETHER_MS))
  }

  #handOver(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    clearImmediate(this.#soon)
    this.#soon = undefined
    const isRoom = () => this.#handedOver - this.#settled < UNDER_WAY_MOST
    while (this.#handedOver < this.#taken && isRoom() && this.#append.isReady) void this.#commit()
  }

  async #commit(): Promise<void> {
    const commit = this.#takeCommit()
    const { entries, copies, notes, held } = commit
    this.#dueAt = Math.max(this.#dueAt, performance.now()) + TOGETHER_MS
    const count =
      entries.length + copies.length + notes.length + held.events.length + held.released.length
    this.#handedOver += count
    this.#underWay += entries.length
    const positions = await this.#append.append(commit)
    this.#underWay -= entries.length
    this.#settled += count
    if (positions) this.#tell(entries, positions)
    else this.#giveUp(entries.length)
    this.#resolveWaits()
    if (this.#timer === undefined) this.#schedule()
  }

  #takeCommit(): Commit {
    const entries = this.#waiting.splice(0, UNDER_WAY_MOST)
    const copies = this.#copies.splice(0, UNDER_WAY_MOST)
    const notes = this.#notes.splice(0, UNDER_WAY_MOST)
    const events = this.#held.splice(0, UNDER_WAY_MOST)
    // Not before held events are in the journal.
    const isAll = this.#waiting.length + this.#copies.length + this.#held.length === 0
    const released = isAll ? this.#released.splice(0) : []
    return { entries, copies, notes, held: { events, released } }
  }

  #giveUp(count: number): void {
    this.#gaveUp = true
    this.#settings.onUnjournaled?.(count)
  }

  #tell(entries: readonly JournalEntry[], positions: readonly (Position | undefined)[]): void {
    const rows: JournalRow[] = []
    const repeats: Event[] = []
    entries.forEach(({ event, verdict }, index) => {
      const position = positions[index]
      if (position === undefined) repeats.push(event)
      else rows.push({ event, verdict, position })
    })
    this.#tail.push(rows)
    if (entries.length > 0) this.#settings.onCommit(rows, repeats)
  }

  #resolveWaits(): void {
    const done = this.#waits.filter(({ upTo }) => upTo <= this.#settled)
    this.#waits = this.#waits.filter(({ upTo }) => upTo > this.#settled)
    for (const wait of done) wait.done()
  }
}
