import { setTimeout as wait } from 'node:timers/promises'
import { Backoff } from '../backoff.ts'
import { Recollection } from '../bus/filters.ts'
import { messageOf } from '../errors.ts'
import type { Event } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { ConsumeFunction } from '../plugin/context.ts'
import { Delivery, type Guilty, type Parcel } from './delivery.ts'
import { deliveredEvent } from './history.ts'
import type { Cursor, Journal, JournalRow, Position, ReadRange } from './port.ts'

/** What a consumer needs of the runtime. */
export interface ConsumerParts {
  readonly journal: Journal
  /** From memory where it reaches that far back, else from the journal. */
  read(range: ReadRange): Promise<readonly JournalRow[]>
  /** The last committed position. */
  committed(): Position
  /** Calls back after each commit. @returns takes it back */
  onCommit(look: () => void): () => void
  /** Today's filters on an event kept before. */
  judgeAgain(event: Event, recollection: Recollection): Event | undefined
  /** Said once an outage begins, and with undefined once it is over. */
  onTrouble(
    consumer: string,
    trouble: { readonly reason: string; readonly retryAt: Date } | undefined,
  ): void
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

/** One reader of the journal: from its own cursor, in order, for as long as it takes. */
export class Consumer {
  readonly settings: ConsumerSettings
  readonly #parts: ConsumerParts
  readonly #take: ConsumeFunction<EventType>
  readonly #stopping = new AbortController()
  readonly #killing = new AbortController()
  readonly #backoff = new Backoff()
  #recollection = new Recollection()
  #cursor: Cursor | undefined
  /** Looked at up to here: further than the cursor where the rows between are of other types. */
  #scanned: Position = 0
  #pending: readonly Parcel<Event>[] = []
  #delivered = 0
  #running: Promise<void> | undefined

  constructor(settings: ConsumerSettings, take: ConsumeFunction<EventType>, parts: ConsumerParts) {
    this.settings = settings
    this.#take = take
    this.#parts = parts
  }

  get delivered(): number {
    return this.#delivered
  }

  /** Opens the cursor, which fences whoever read from it before, and delivers until stopped. */
  start(): void {
    this.#running ??= this.#run()
  }

  /** Lets the batch at hand finish, at most this long; then its signal aborts. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping.abort()
    const timer = setTimeout(() => this.#killing.abort(new Error('stopped')), drainMs)
    await this.#running
    clearTimeout(timer)
  }

  /** How many kept events wait for it. */
  async lag(): Promise<number> {
    if (this.#scanned >= this.#parts.committed()) return this.#pending.length
    const { types } = this.settings
    const range = { after: this.#scanned, kept: true, ...(types && { types }) }
    return this.#pending.length + (await this.#parts.journal.count(range))
  }

  /** Tries parked events once more, one by one. @returns how many were taken */
  async retryParked(): Promise<number> {
    const { name } = this.settings
    const parked = await this.#parts.journal.parked(name)
    const rows = await this.#parts.journal.at(parked.map(({ position }) => position))
    let taken = 0
    for (const row of rows) {
      const event = this.#eventOf(row)
      try {
        if (event !== undefined) await this.#call([event])
        await this.#parts.journal.unpark(name, [row.position])
        taken += 1
      } catch (failure) {
        await this.#park([
          { parcel: { position: row.position, event: row.event }, failure: asError(failure) },
        ])
      }
    }
    return taken
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#open()
        await this.#deliver()
      } catch (failure) {
        if (failure instanceof Rewound) this.#cursor = undefined
        else await this.#pause(asError(failure))
      }
    }
  }

  async #open(): Promise<void> {
    if (this.#cursor !== undefined) return
    this.#cursor = await this.#parts.journal.openCursor(this.settings.name, this.settings.from)
    this.#scanned = this.#cursor.position
    this.#recollection = new Recollection()
    this.#pending = []
  }

  async #deliver(): Promise<void> {
    const delivery = new Delivery<Event>(events => this.#call(events))
    while (!this.#stopping.signal.aborted) {
      await this.#fill()
      if (this.#pending.length === 0) {
        await this.#acknowledge()
        await this.#moreCommitted()
        continue
      }
      const round = await delivery.round(this.#pending)
      this.#pending = round.left
      this.#delivered += round.delivered
      await this.#park(round.guilty)
      await this.#acknowledge()
      if (round.failure !== undefined && round.left.length > 0) await this.#pause(round.failure)
      else this.#wentWell()
    }
  }

  /** Adds what was committed since, up to one batch. */
  async #fill(): Promise<void> {
    const { max, everyMs } = this.settings
    await this.#read()
    if (everyMs === 0 || this.#pending.length === 0 || this.#pending.length >= max) return
    await wait(everyMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
    await this.#read()
  }

  async #read(): Promise<void> {
    const room = this.settings.max - this.#pending.length
    const committed = this.#parts.committed()
    if (room <= 0 || this.#scanned >= committed) return
    const { types } = this.settings
    const rows = await this.#parts.read({
      after: this.#scanned,
      to: committed,
      limit: room,
      ...(types && { types }),
      ...(this.#isRefiltering() ? {} : { kept: true }),
    })
    const parcels: Parcel<Event>[] = []
    for (const row of rows) {
      const event = this.#eventOf(row)
      if (event !== undefined) parcels.push({ position: row.position, event })
    }
    if (parcels.length > 0) this.#pending = [...this.#pending, ...parcels]
    this.#scanned = rows.length < room ? committed : (rows.at(-1)?.position ?? committed)
  }

  #isRefiltering(): boolean {
    return this.#scanned < (this.#cursor?.refilterTo ?? 0)
  }

  /** The event as this consumer gets it; undefined where it gets none. */
  #eventOf(row: JournalRow): Event | undefined {
    const { event, verdict, position } = row
    if (event.test && !this.settings.tests) return undefined
    if (position <= (this.#cursor?.refilterTo ?? 0))
      return this.#parts.judgeAgain(event, this.#recollection)
    if (!verdict.kept) return undefined
    return deliveredEvent(row)
  }

  async #call(events: readonly Event[]): Promise<void> {
    const deadline = AbortSignal.timeout(this.settings.deadlineMs)
    const signal = AbortSignal.any([this.#killing.signal, deadline])
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () =>
        reject(
          new Error(
            deadline.aborted ? `no answer within ${this.settings.deadlineMs / 1_000} s` : 'stopped',
          ),
        ),
      )
    })
    await Promise.race([this.#take(events, signal), late])
  }

  async #acknowledge(): Promise<void> {
    const cursor = this.#cursor
    if (cursor === undefined) return
    const oldest = this.#pending[0]
    const position = oldest === undefined ? this.#scanned : oldest.position - 1
    if (position <= cursor.position) return
    const isMine = await this.#parts.journal.acknowledge(cursor.name, cursor.epoch, position)
    if (isMine) this.#cursor = { ...cursor, position }
    else throw new Rewound()
  }

  async #park(guilty: readonly Guilty<Event>[]): Promise<void> {
    if (guilty.length === 0) return
    const at = new Date()
    await this.#parts.journal.park(
      guilty.map(({ parcel, failure }) => ({
        consumer: this.settings.name,
        position: parcel.position,
        eventId: parcel.event.id,
        type: parcel.event.type,
        error: messageOf(failure),
        at,
      })),
    )
    for (const { parcel, failure } of guilty) {
      this.#parts.onParked(this.settings.name, parcel.event, messageOf(failure))
    }
  }

  async #pause(failure: Error): Promise<void> {
    if (this.#stopping.signal.aborted) return
    const ms = this.#backoff.next()
    const retryAt = new Date(Date.now() + ms)
    this.#parts.onTrouble(this.settings.name, { reason: messageOf(failure), retryAt })
    await wait(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
  }

  #wentWell(): void {
    this.#backoff.reset()
    this.#parts.onTrouble(this.settings.name, undefined)
  }

  async #moreCommitted(): Promise<void> {
    if (this.#scanned < this.#parts.committed()) return
    const { signal } = this.#stopping
    await new Promise<void>(resolve => {
      const done = () => {
        forget()
        signal.removeEventListener('abort', done)
        resolve()
      }
      const forget = this.#parts.onCommit(done)
      signal.addEventListener('abort', done)
      if (signal.aborted) done()
    })
  }
}

/** The cursor was set elsewhere since it was opened: it is opened anew. A replaced consumer is stopped before, so never comes here. */
class Rewound extends Error {}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown))
}
