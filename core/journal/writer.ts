import type { Event } from '../events/event.ts'
import type { Copy, HeldEvent, Journal, JournalEntry, JournalRow, Note, Position } from './port.ts'
import type { JournalFollower } from './reader.ts'
import { type Commit, RetryingAppend } from './retrying-append.ts'
import { Tail } from './tail.ts'

// Commits are at most so far apart (design, promise 1). After a pause the first event goes at once: whatever holds up the
// event loop right after it, it is on its way to the disk.
const COMMIT_MS = 10
const COMMIT_AT = 500
/** In one commit at most, when it falls behind: one answer of some 100 ms. */
const COMMIT_MOST = 5_000
const WAITING_MOST = 50_000
const TAIL = 10_000
const CLOSE_MS = 5_000

export interface WriterSettings {
  /** The rows just committed, in order, and the events the journal knew already: those are noted as copies there. */
  onCommit(rows: readonly JournalRow[], repeats: readonly Event[]): void
  /** So many events will not be kept. */
  onUnjournaled?(count: number): void
  /** Said once when appending fails, and with undefined once it works again. */
  onTrouble?(failure: Error | undefined): void
  /** Committed rows held for readers that fall behind; default 10,000. */
  readonly tail?: number
}

interface Flush {
  readonly upTo: number
  readonly done: () => void
}

/** Appends entries in few, small commits without ever making its caller wait. */
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
  /** When the last commit began. */
  #begunAt = Number.NEGATIVE_INFINITY
  #isQueued = false
  #inFlight = 0
  #timer: NodeJS.Timeout | undefined
  #isCommitting = false
  #isClosed = false
  /** Counts what was taken and what is done with, for `flush`. */
  #taken = 0
  #settled = 0
  #gaveUp = false
  #flushes: Flush[] = []
  #waits: Flush[] = []

  constructor(journal: Journal, settings: WriterSettings) {
    this.journal = journal
    this.#settings = settings
    this.#tail = new Tail(settings.tail ?? TAIL)
    this.#append = new RetryingAppend(journal, failure => settings.onTrouble?.(failure))
  }

  /** The last of it will not be kept: the disk took nothing any more. */
  get gaveUp(): boolean {
    return this.#gaveUp
  }

  /** Events not yet committed. */
  get waiting(): number {
    return this.#waiting.length + this.#inFlight
  }

  /** Takes an entry for the next commit. False where it will not be kept, because too many wait already. */
  append(entry: JournalEntry): boolean {
    if (this.#isClosed || this.waiting >= WAITING_MOST) {
      this.#settings.onUnjournaled?.(1)
      return false
    }
    this.#waiting.push(entry)
    this.#took()
    return true
  }

  /** Takes one more telling of a known event for the next commit. */
  copy(copy: Copy): void {
    if (this.#isClosed || this.#copies.length >= WAITING_MOST) return
    this.#copies.push(copy)
    this.#took()
  }

  /** Takes a line of what can be explained of an event for the next commit. */
  note(note: Note): void {
    if (this.#isClosed || this.#notes.length >= WAITING_MOST) return
    this.#notes.push(note)
    this.#took()
  }

  /** Takes an event that nobody can judge yet for the next commit: it is durable from then on. */
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
    this.#took()
  }

  /** A reader of committed rows that goes on where it read last: what it has not had yet is held for it in memory. */
  follow(): JournalFollower {
    const follower = this.#tail.follow()
    return {
      read: async range => follower.read(range) ?? this.journal.read(range),
      holds: position => follower.holds(position),
      end: () => follower.end(),
    }
  }

  /** Commits at once. Resolves when all taken so far is settled: committed, or given up by `close`. */
  flush(): Promise<void> {
    if (this.#settled >= this.#taken) return Promise.resolve()
    return new Promise(done => {
      this.#flushes.push({ upTo: this.#taken, done })
      this.#schedule()
    })
  }

  /** Resolves when all taken so far is settled, without hurrying it: committed, or given up. */
  settled(): Promise<void> {
    if (this.#settled >= this.#taken) return Promise.resolve()
    return new Promise(done => this.#waits.push({ upTo: this.#taken, done }))
  }

  /** Commits what waits, for so long at most; the rest is counted as unjournaled. The journal stays open. */
  async close(deadlineMs = CLOSE_MS): Promise<void> {
    const deadline = setTimeout(() => this.#append.giveUp(), deadlineMs)
    this.#isClosed = true
    await this.flush()
    clearTimeout(deadline)
  }

  #took(): void {
    this.#taken++
    this.#schedule()
  }

  #schedule(): void {
    if (this.#isCommitting || this.#taken === this.#settled) return
    const isDue = this.#waiting.length >= COMMIT_AT || this.#flushes.length > 0
    if (!isDue && this.#timer) return
    const left = isDue ? 0 : COMMIT_MS - (performance.now() - this.#begunAt)
    if (left <= 0) this.#commitNext()
    else this.#timer = setTimeout(() => void this.#commit(), left)
  }

  // All that is told in one go is one commit.
  #commitNext(): void {
    if (this.#isQueued) return
    this.#isQueued = true
    queueMicrotask(() => {
      this.#isQueued = false
      if (!this.#isCommitting && this.#taken > this.#settled) void this.#commit()
    })
  }

  async #commit(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isCommitting = true
    const commit = this.#takeCommit()
    const { entries, copies, notes, held } = commit
    this.#inFlight = entries.length
    this.#begunAt = performance.now()
    const positions = await this.#append.append(commit)
    this.#inFlight = 0
    this.#isCommitting = false
    this.#settled +=
      entries.length + copies.length + notes.length + held.events.length + held.released.length
    if (positions) this.#hand(entries, positions)
    else this.#giveUp(entries.length)
    this.#resolveFlushes()
    this.#schedule()
  }

  #takeCommit(): Commit {
    const entries = this.#waiting.splice(0, COMMIT_MOST)
    const copies = this.#copies.splice(0, COMMIT_MOST)
    const notes = this.#notes.splice(0, COMMIT_MOST)
    const events = this.#held.splice(0, COMMIT_MOST)
    // Not before what was held is in the journal.
    const isAll = this.#waiting.length + this.#copies.length + this.#held.length === 0
    const released = isAll ? this.#released.splice(0) : []
    return { entries, copies, notes, held: { events, released } }
  }

  #giveUp(count: number): void {
    this.#gaveUp = true
    this.#settings.onUnjournaled?.(count)
  }

  #hand(entries: readonly JournalEntry[], positions: readonly (Position | undefined)[]): void {
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

  #resolveFlushes(): void {
    const isDone = ({ upTo }: Flush) => upTo <= this.#settled
    const done = [...this.#flushes, ...this.#waits].filter(isDone)
    this.#flushes = this.#flushes.filter(flush => !isDone(flush))
    this.#waits = this.#waits.filter(flush => !isDone(flush))
    for (const flush of done) flush.done()
  }
}
