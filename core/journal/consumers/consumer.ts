import { Backoff, pause, timerMs } from '../../async.ts'
import { messageOf } from '../../errors.ts'
import type { Event } from '../../events/event.ts'
import type { EventType } from '../../events/vocabulary.ts'
import type { ConsumeFunction } from '../../plugin/context.ts'
import type { Expired, Journal } from '../port.ts'
import { type Parcel, Stopped } from './attempt.ts'
import { ConsumerCalls } from './consumer-calls.ts'
import { Delivery } from './delivery.ts'
import { afterLastReader } from './one-reader.ts'
import { Parking, type ParkingParts } from './parking.ts'
import type { Pauses } from './pauses.ts'
import { type ConsumerSettings, Reader, type ReaderParts, Rewound } from './reader.ts'

/** What a consumer needs of the runtime. */
export interface ConsumerParts extends ReaderParts, ParkingParts {
  readonly journal: Journal
  /** Calls back after each commit. @returns takes it back */
  onCommit(look: () => void): () => void
  readonly pauses: Pick<Pauses, 'sinceOf' | 'onChange'>
  /** An event that may not be delivered anymore. */
  isForgotten(id: string): boolean
  /** Called when an outage begins, and with undefined when it is over. */
  onTrouble(
    consumer: string,
    trouble: { readonly reason: string; readonly retryAt: Date } | undefined,
  ): void
}

/** One reader of the journal: from its own cursor, in order, for as long as it takes. */
export class Consumer {
  readonly settings: ConsumerSettings
  readonly #parts: ConsumerParts
  readonly #calls: ConsumerCalls
  readonly #parking: Parking
  readonly #stopping = new AbortController()
  readonly #backoff = new Backoff()
  readonly #reader: Reader
  #delivery: Delivery<Event>
  #pending: readonly Parcel<Event>[] = []
  #delivered = 0
  #running: Promise<void> | undefined
  /** From the opening of the cursor until it is set elsewhere, fails, is paused or stopped. */
  #delivering: Promise<void> = Promise.resolve()
  #wake: () => void = () => undefined

  constructor(settings: ConsumerSettings, take: ConsumeFunction<EventType>, parts: ConsumerParts) {
    this.settings = settings
    this.#parts = parts
    this.#calls = new ConsumerCalls(take, settings.deadlineMs, id => parts.isForgotten(id))
    this.#parking = new Parking(settings.name, parts)
    this.#reader = new Reader(settings, parts)
    this.#delivery = this.#newDelivery()
  }

  get delivered(): number {
    return this.#delivered
  }

  /** Opens the cursor, which fences its previous reader, and delivers until stopped. */
  start(): void {
    if (this.#running !== undefined) return
    const { journal } = this.#parts
    this.#running = afterLastReader(journal, this.settings.name, () => this.#run())
  }

  /** Lets the current batch finish, at most this long; then its signal aborts. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping.abort()
    const timer = setTimeout(() => this.#calls.kill(), timerMs(drainMs))
    await this.#running
    clearTimeout(timer)
  }

  /** These rows went from the journal before it had acknowledged them. */
  expire(rows: readonly Expired[]): void {
    this.#reader.expire(rows)
  }

  /** Its cursor was set elsewhere: reads on from there. */
  reopen(): void {
    this.#reader.forget()
    this.#wake()
  }

  /** If paused: the current batch is finished and nothing more is delivered. Returns at once if not paused. */
  async atRest(): Promise<void> {
    if (this.#isPaused) await this.#delivering.catch(() => undefined)
  }

  /** Resolves after the batch that is being delivered. */
  settled(): Promise<void> {
    return this.#calls.settled()
  }

  /** How many kept events are waiting for it. */
  async lag(): Promise<number> {
    const { after, count } = await this.#reader.unread()
    // Counted last: events that were being read are handed over by now, and those read meanwhile are included.
    return count + this.#pending.filter(({ position }) => position <= after).length
  }

  /** Tries parked events once more, one by one. @returns how many were taken */
  retryParked(): Promise<number> {
    return this.#parking.retry(events => this.#calls.call(events))
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
        await this.#resumed()
        this.#delivering = this.#deliver()
        await this.#delivering
      } catch (failure) {
        if (failure instanceof Stopped) return
        if (failure instanceof Rewound) this.#reader.forget()
        else await this.#waitOut(asError(failure))
      }
    }
  }

  get #isPaused(): boolean {
    return this.#parts.pauses.sinceOf(this.settings.name) !== undefined
  }

  // Nothing is read into memory for a consumer that waits.
  async #resumed(): Promise<void> {
    if (this.#isPaused) this.#reader.end()
    const { signal } = this.#stopping
    while (this.#isPaused && !signal.aborted)
      await this.#woken(done => this.#parts.pauses.onChange(done))
  }

  async #deliver(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    if (!this.#reader.isOpen) {
      await this.#reader.open()
      this.#pending = []
      this.#delivery = this.#newDelivery()
    }
    while (!this.#stopping.signal.aborted && !this.#isPaused && this.#reader.isOpen) {
      await this.#fill()
      if (this.#isPaused) break
      if (this.#pending.length === 0) {
        await this.#reader.skip()
        await this.#moreCommitted()
        continue
      }
      await this.#deliverOnce()
    }
    if (this.#reader.isOpen) await this.#reader.acknowledge(this.#pending[0]?.position)
  }

  // Strikes from before the cursor was reopened belong to another reading.
  #newDelivery(): Delivery<Event> {
    return new Delivery(events => this.#calls.call(events))
  }

  async #deliverOnce(): Promise<void> {
    const round = await this.#delivery.round(this.#pending)
    this.#delivered += round.delivered
    // Released only once it is parked: an event that is neither delivered nor parked would be lost.
    this.#pending = [...round.left, ...round.guilty.map(({ parcel }) => parcel)].sort(inOrder)
    await this.#parking.park(round.guilty)
    this.#pending = round.left
    await this.#reader.acknowledge(this.#pending[0]?.position)
    if (round.failure === undefined) return this.#wentWell()
    // The target answered, so it is available: failing events are retried soon, and the rest must not wait for them.
    if (round.isAlive) this.#backoff.reset()
    await this.#waitOut(round.failure)
  }

  /** Adds rows committed since then, up to one batch. */
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

  async #waitOut(failure: Error): Promise<void> {
    if (this.#stopping.signal.aborted) return
    const ms = this.#backoff.next()
    const retryAt = new Date(Date.now() + ms)
    this.#parts.onTrouble(this.settings.name, { reason: messageOf(failure), retryAt })
    // A pause during an outage applies at once, and after a resume the old retry delay must not apply.
    const paused = new AbortController()
    const look = () => {
      if (this.#isPaused) paused.abort()
    }
    const forget = this.#parts.pauses.onChange(look)
    look()
    await pause(ms, AbortSignal.any([this.#stopping.signal, paused.signal]))
    forget()
  }

  #wentWell(): void {
    this.#backoff.reset()
    this.#parts.onTrouble(this.settings.name, undefined)
  }

  async #moreCommitted(): Promise<void> {
    if (!this.#reader.isOpen || this.#reader.isBehind || this.#isPaused) return
    const { onCommit, pauses } = this.#parts
    await this.#woken(done => {
      const forget = [onCommit(done), pauses.onChange(done)]
      return () => {
        for (const one of forget) one()
      }
    })
  }

  /** Waits until there is something new, the cursor is set elsewhere, or it is stopped. */
  async #woken(listen: (done: () => void) => () => void): Promise<void> {
    const { signal } = this.#stopping
    await new Promise<void>(resolve => {
      const done = () => {
        forget()
        signal.removeEventListener('abort', done)
        resolve()
      }
      const forget = listen(done)
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
