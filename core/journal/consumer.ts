import { Backoff, pause, timerMs } from '../backoff.ts'
import { messageOf } from '../errors.ts'
import type { Event } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { ConsumeFunction } from '../plugin/context.ts'
import { Late, Stopped } from './attempt.ts'
import { Delivery, type Guilty, type Parcel } from './delivery.ts'
import { deliveredEvent } from './history.ts'
import type { Journal } from './port.ts'
import { Reader, type ReaderParts, Rewound } from './reader.ts'

/** What a consumer needs of the runtime. */
export interface ConsumerParts extends ReaderParts {
  readonly journal: Journal
  /** Calls back after each commit. @returns takes it back */
  onCommit(look: () => void): () => void
  /** Said once an outage begins, and with undefined once it is over. */
  onTrouble(
    consumer: string,
    trouble: { readonly reason: string; readonly retryAt: Date } | undefined,
  ): void
  /** A text without secrets: what a consumer threw is kept in the journal. */
  redact(text: string): string
  onParked(consumer: string, event: Event, reason: string): void
}

/** A consumer's settings with all defaults filled in. */
export interface ConsumerSettings {
  /** `<use id>[/<name>]`. */
  readonly name: string
  /** Undefined: all. */
  readonly types: readonly EventType[] | undefined
  readonly max: number
  readonly everyMs: number
  readonly from: 'beginning' | 'now'
  readonly tests: boolean
  readonly deadlineMs: number
}

const READERS = new WeakMap<Journal, Map<string, Promise<void>>>()

// By cursor: resolves when the reader that was started last has ended.
function readersOf(journal: Journal): Map<string, Promise<void>> {
  const readers = READERS.get(journal) ?? new Map<string, Promise<void>>()
  READERS.set(journal, readers)
  return readers
}

/** One reader of the journal: from its own cursor, in order, for as long as it takes. */
export class Consumer {
  readonly settings: ConsumerSettings
  readonly #parts: ConsumerParts
  readonly #take: ConsumeFunction<EventType>
  readonly #stopping = new AbortController()
  readonly #killing = new AbortController()
  readonly #backoff = new Backoff()
  readonly #reader: Reader
  #delivery = new Delivery<Event>(events => this.#call(events))
  #pending: readonly Parcel<Event>[] = []
  #delivered = 0
  #running: Promise<void> | undefined
  /** The call at hand; the next one waits for it. */
  #turn: Promise<unknown> = Promise.resolve()
  #wake: () => void = () => undefined

  constructor(settings: ConsumerSettings, take: ConsumeFunction<EventType>, parts: ConsumerParts) {
    this.settings = settings
    this.#take = take
    this.#parts = parts
    this.#reader = new Reader(settings, parts)
  }

  get delivered(): number {
    return this.#delivered
  }

  /** Opens the cursor, which fences whoever read from it before, and delivers until stopped. */
  start(): void {
    if (this.#running !== undefined) return
    // Whatever became of its plugin: a cursor has one reader at a time.
    const readers = readersOf(this.#parts.journal)
    const { name } = this.settings
    this.#running = (readers.get(name) ?? Promise.resolve()).then(() => this.#run())
    readers.set(name, this.#running)
  }

  /** Lets the batch at hand finish, at most this long; then its signal aborts. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping.abort()
    const timer = setTimeout(() => this.#killing.abort(new Error('stopped')), timerMs(drainMs))
    await this.#running
    clearTimeout(timer)
  }

  /** Its cursor was set elsewhere: reads on from there. */
  reopen(): void {
    this.#reader.forget()
    this.#wake()
  }

  /** How many kept events wait for it. */
  async lag(): Promise<number> {
    // Where its cursor is not open, what it held is still unread.
    const { isOpen } = this.#reader
    const unread = await this.#reader.lag()
    // Counted last: what was just read is in neither until its reader has handed it over.
    return isOpen ? this.#pending.length + unread : unread
  }

  /** Tries parked events once more, one by one. @returns how many were taken */
  async retryParked(): Promise<number> {
    const { name } = this.settings
    const parked = await this.#parts.journal.parked(name)
    const rows = await this.#parts.journal.at(parked.map(({ position }) => position))
    let taken = 0
    for (const row of rows) {
      const event = deliveredEvent(row)
      try {
        await this.#call([event])
        await this.#parts.journal.unpark(name, [row.position])
        taken += 1
      } catch (failure) {
        if (failure instanceof Stopped) break
        await this.#park([{ parcel: { position: row.position, event }, failure: asError(failure) }])
      }
    }
    return taken
  }

  async #run(): Promise<void> {
    try {
      await this.#deliverUntilStopped()
    } finally {
      this.#reader.end()
    }
  }

  async #deliverUntilStopped(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#deliver()
      } catch (failure) {
        if (failure instanceof Stopped) return
        if (failure instanceof Rewound) this.#reader.forget()
        else await this.#waitOut(asError(failure))
      }
    }
  }

  async #deliver(): Promise<void> {
    if (!this.#reader.isOpen) {
      await this.#reader.open()
      this.#pending = []
      this.#delivery = new Delivery(events => this.#call(events))
    }
    while (!this.#stopping.signal.aborted && this.#reader.isOpen) {
      await this.#fill()
      if (this.#pending.length === 0) {
        await this.#reader.skip()
        await this.#moreCommitted()
        continue
      }
      await this.#deliverOnce()
    }
    if (this.#reader.isOpen) await this.#reader.acknowledge(this.#pending[0]?.position)
  }

  async #deliverOnce(): Promise<void> {
    const round = await this.#delivery.round(this.#pending)
    this.#delivered += round.delivered
    // Let go only once it stands parked: what is neither delivered nor parked would be lost.
    this.#pending = [...round.left, ...round.guilty.map(({ parcel }) => parcel)].sort(inOrder)
    await this.#park(round.guilty)
    this.#pending = round.left
    await this.#reader.acknowledge(this.#pending[0]?.position)
    if (round.failure === undefined) return this.#wentWell()
    // Somebody answered, so nobody is away: those at fault are asked again soon, the rest must not wait for them.
    if (round.isAlive) this.#backoff.reset()
    await this.#waitOut(round.failure)
  }

  /** Adds what was committed since, up to one batch. */
  async #fill(): Promise<void> {
    const { max, everyMs } = this.settings
    await this.#read()
    if (everyMs === 0 || this.#pending.length === 0 || this.#pending.length >= max) return
    await pause(everyMs, this.#stopping.signal)
    await this.#read()
  }

  async #read(): Promise<void> {
    const parcels = await this.#reader.read(this.settings.max - this.#pending.length)
    if (parcels.length > 0) this.#pending = [...this.#pending, ...parcels]
  }

  // The consumer's function is never called twice at once: a retry of what was parked waits for the batch at hand.
  #call(events: readonly Event[]): Promise<void> {
    const turn = this.#turn.then(() => this.#callNow(events))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #callNow(events: readonly Event[]): Promise<void> {
    const { deadlineMs } = this.settings
    const ending = new AbortController()
    let end: (failure: Error) => void = () => undefined
    const ended = new Promise<never>((_, reject) => {
      end = failure => {
        reject(failure)
        ending.abort(failure)
      }
    })
    const kill = () => end(new Stopped('stopped'))
    const late = new Late(`no answer within ${deadlineMs / 1_000} s`)
    const timer = setTimeout(() => end(late), timerMs(deadlineMs))
    this.#killing.signal.addEventListener('abort', kill)
    if (this.#killing.signal.aborted) kill()
    try {
      await Promise.race([ended, this.#taken(events, ending.signal)])
    } finally {
      clearTimeout(timer)
      this.#killing.signal.removeEventListener('abort', kill)
    }
  }

  async #taken(events: readonly Event[], signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.#take(events, signal)
  }

  async #park(guilty: readonly Guilty<Event>[]): Promise<void> {
    if (guilty.length === 0) return
    const at = new Date()
    const said = (failure: Error) => this.#parts.redact(messageOf(failure))
    await this.#parts.journal.park(
      guilty.map(({ parcel, failure }) => ({
        consumer: this.settings.name,
        position: parcel.position,
        eventId: parcel.event.id,
        type: parcel.event.type,
        error: said(failure),
        at,
      })),
    )
    for (const { parcel, failure } of guilty) {
      this.#parts.onParked(this.settings.name, parcel.event, said(failure))
    }
  }

  async #waitOut(failure: Error): Promise<void> {
    if (this.#stopping.signal.aborted) return
    const ms = this.#backoff.next()
    const retryAt = new Date(Date.now() + ms)
    this.#parts.onTrouble(this.settings.name, { reason: messageOf(failure), retryAt })
    await pause(ms, this.#stopping.signal)
  }

  #wentWell(): void {
    this.#backoff.reset()
    this.#parts.onTrouble(this.settings.name, undefined)
  }

  async #moreCommitted(): Promise<void> {
    if (!this.#reader.isOpen || this.#reader.isBehind) return
    const { signal } = this.#stopping
    await new Promise<void>(resolve => {
      const done = () => {
        forget()
        signal.removeEventListener('abort', done)
        resolve()
      }
      const forget = this.#parts.onCommit(done)
      this.#wake = done
      signal.addEventListener('abort', done)
      if (signal.aborted) done()
    })
  }
}

function inOrder(one: Parcel<Event>, other: Parcel<Event>): number {
  return one.position - other.position
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown))
}
