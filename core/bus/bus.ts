import type { Observable } from 'rxjs'
import { messageOf } from '../errors.ts'
import { type Completion, completeEvent } from '../events/complete.ts'
import type { Event, NewEvent } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import type { EventType } from '../events/vocabulary.ts'
import { FilterChain } from '../filters/filter-chain.ts'
import type { Filter, Judgement, Recollection } from '../filters/filters.ts'
import type { Copy, HeldEvent, JournalEntry } from '../journal/port.ts'
import { answeringNothing } from '../plugin/answering.ts'
import type { Redactor } from '../secrets/redact.ts'
import { Ancestry, type Descent } from './ancestry.ts'
import type { Audience } from './audience.ts'
import { EventQueue } from './event-queue.ts'
import { HeldEvents, type Holding } from './held-events.ts'
import { LiveDelivery } from './live-delivery.ts'
import { Repeats } from './repeats.ts'
import { type Counts, Tally } from './tally.ts'
import type { BusTeller } from './teller.ts'

// A loop may go round thousands of times a second; it is named once in a while.
const LOOP_SAID_MS = 10_000
// What filters may recall and twins are matched within, at most.
const MEMORY_MS = 60_000

// One shared value, because no event is its own twin.
const RETELLER: BusTeller = {
  use: 'journal',
  name: 'journal',
  inHandOver: false,
  accountOf: () => undefined,
}

/** Where judged events are stored. */
export interface BusJournal {
  append(entry: JournalEntry): void
  copy(copy: Copy): void
  hold(held: HeldEvent): void
  /** Events in these are already judged, or no longer needed. */
  release(holders: readonly string[]): void
}

export interface BusParts {
  readonly journal: BusJournal
  readonly redactor: Redactor
  /** The session an event of now belongs to. @param channel also if the source leaves it out */
  sessionOf(told: NewEvent, channel: string | undefined): string | undefined
  /** What is left of a source's event without people who are not to be stored; undefined if it is theirs. */
  admit?(event: Event): Event | undefined
  /** Changes a complete event before it is judged: `streamer/` marks own messages. */
  refine?(event: Event): Event
  onFailure(use: string, failure: Error): void
  onBlocked(use: string, ms: number): void
  onLetGo(use: string, event: Event): void
  onLoop(use: string, type: EventType): void
  /** Called for each judged event, after the journal has it and before any listener. */
  onJudged?(entry: JournalEntry, delivered: Event | undefined): void
  /** Called for a repeat, which is not delivered. */
  onRepeat?(event: Event): void
}

/** About events that were held and may now continue. */
interface Held {
  /** When it was received; twins are compared by this time. */
  readonly at?: number
  /** Of the last: the events of these are all judged once it is. */
  readonly releases?: readonly string[]
}

interface Waiting extends Held {
  readonly event: Event
  /** Absent for the runtime's own events. */
  readonly teller: BusTeller | undefined
  readonly descent: Descent
}

/** The one road of every event: repeats, filters, journal, listeners; strictly in order. */
export class Bus {
  readonly #repeats = new Repeats()
  readonly #parts: BusParts
  readonly #live: LiveDelivery
  readonly #filters: FilterChain
  // The publisher may be working on another event; listeners answer this one, not that.
  readonly #queue = new EventQueue<Waiting>(waiting => answeringNothing(() => this.#pass(waiting)))
  readonly #ancestry = new Ancestry()
  readonly #tally = new Tally()
  readonly #held = new HeldEvents()
  readonly #loopsSaid = new Map<string, number>()
  /** Events published by sources that do not listen; limits how deep answers may go. */
  sourced = 0
  #delivering: Descent | undefined

  constructor(parts: BusParts) {
    this.#parts = parts
    this.#filters = new FilterChain(parts)
    this.#live = new LiveDelivery(parts)
  }

  /**
   * Continues after a restart: earlier ids count as repeats, and the last minute can be recalled.
   * @param last the newest events of the journal, oldest first
   */
  remember(ids: Iterable<string>, last: readonly Event[], now: number = Date.now()): void {
    this.#repeats.remember(ids)
    for (const event of last) {
      const ageMs = Math.max(now - event.received.getTime(), 0)
      if (event.source === RUNTIME || ageMs > MEMORY_MS) continue
      this.#repeats.expectTwinOf(event, ageMs)
      this.#filters.wasJudgedEarlier(event, performance.now() - ageMs)
    }
  }

  /** Takes over events that an earlier run received but did not judge; they are processed with the first release. */
  resume(held: readonly HeldEvent[]): void {
    this.#held.resume(held)
  }

  /** Completes an event that arrives before the filters are ready, and stores it if required. */
  hold(
    told: NewEvent,
    by: { readonly holder: string; readonly teller: BusTeller; readonly isDurable: boolean },
  ): void {
    const { holder, teller, isDurable } = by
    const event = this.#complete(told, teller.use, platform => teller.accountOf(platform))
    this.#held.add({ holder, event, teller })
    if (isDurable) this.#parts.journal.hold({ holder, event })
  }

  /** Processes the events these hold, and those of an earlier run, in the order they were received. @returns how many */
  releaseHeld(holders: readonly string[]): number {
    const taken = this.#held.take(holders)
    const releases = [...new Set(taken.map(({ holder }) => holder))]
    this.atOnce(() => {
      taken.forEach((holding, index) => {
        this.#tellHeld(holding, index === taken.length - 1 ? { releases } : {})
      })
    })
    return taken.length
  }

  /** Discards the events these hold. */
  dropHeld(holders: readonly string[]): void {
    this.#held.drop(holders)
    this.#parts.journal.release(holders)
  }

  /** Publishes an event of a source or another plugin. Never throws, never waits. Returns the complete event. */
  tell(told: NewEvent, teller: BusTeller): Event {
    const event = this.#complete(told, teller.use, platform => teller.accountOf(platform))
    this.#tally.saw()
    this.#enqueue(event, teller)
    return event
  }

  /** Publishes an event of the journal again: it is not a repeat, and the current filters judge it. */
  retell(event: Event): void {
    this.#tally.saw()
    this.#enqueue(event, RETELLER)
  }

  /** Publishes an event of the runtime itself: stored and delivered, but not filtered. Returns the complete event. */
  announce(told: NewEvent): Event {
    this.#tally.said()
    const event = this.#complete(told, RUNTIME, () => undefined)
    this.#enqueue(event, undefined)
    return event
  }

  /** Kept events of these types (without types, of all) while the audience is live. */
  observe(
    audience: Audience,
    types: readonly EventType[],
    wantsRecovered = false,
  ): Observable<Event> {
    return this.#live.observe(audience, types, wantsRecovered)
  }

  /** The filters asked from the next event on, in the order of the config. */
  useFilters(filters: readonly Filter[]): void {
    this.#filters.use(filters)
  }

  /**
   * Asks the current filters about a stored event, without delivering it.
   * @param recollection what was judged before it in this pass, by the events' own times
   */
  judgeAgain(event: Event, recollection: Recollection): Event | undefined {
    return event.source === RUNTIME ? event : this.#filters.judgeAgain(event, recollection)
  }

  admit(audience: Audience): void {
    this.#live.admit(audience)
  }

  holdFor(audience: Audience): void {
    this.#live.hold(audience)
  }

  end(audience: Audience): void {
    this.#live.end(audience)
  }

  /** Starts processing. Events that arrive earlier wait until listeners are ready. */
  release(): void {
    this.#queue.release()
  }

  /** Runs several steps at one point in the order of events; events published meanwhile come after all of them. */
  atOnce<T>(work: () => T): T {
    return this.#queue.atOnce(work)
  }

  /** The source that began what this event answers, however many steps before. */
  originOf(event: Event): string {
    return this.#ancestry.originOf(event)
  }

  /** The source that simulated the event this one answers, as it was at that time. */
  inventorOf(event: Event): string | undefined {
    return this.#ancestry.inventorOf(event)
  }

  /** The journal knew these ids after all, from longer ago than the memory of repeats reaches. */
  countLateRepeats(events: readonly Event[]): void {
    for (const event of events) {
      if (event.source !== RUNTIME) this.#tally.wasRepeat(event)
    }
  }

  counts(): Counts {
    return this.#tally.counts
  }

  #complete(told: NewEvent, source: string, accountOf: Completion['accountOf']): Event {
    const { redactor, sessionOf, refine } = this.#parts
    const event = completeEvent(this.#ancestry.inherit(told), {
      source,
      received: new Date(),
      sessionOf,
      accountOf,
      redactor,
    })
    return refine === undefined ? event : refine(event)
  }

  // Which accounts are our own may be known only now.
  #tellHeld({ event, teller, at }: Holding, last: Held): void {
    this.#tally.saw()
    this.#enqueue(this.#parts.refine?.(event) ?? event, teller, { at, ...last })
  }

  #enqueue(event: Event, teller: BusTeller | undefined, held?: Held): void {
    this.#ancestry.note(event, teller?.invents)
    const descent = this.#ancestry.descentOf(event, this.#delivering)
    this.#queue.add({ event, teller, descent, ...held })
  }

  #pass(waiting: Waiting): void {
    this.#delivering = waiting.descent
    try {
      this.#deliver(waiting)
    } catch (failure) {
      // One unusable event, such as a malformed one, must never block later ones.
      this.#failed(waiting.event, failure)
    } finally {
      this.#delivering = undefined
      if (waiting.releases !== undefined) this.#parts.journal.release(waiting.releases)
    }
  }

  #failed({ source }: Event, failure: unknown): void {
    const error = failure instanceof Error ? failure : new Error(messageOf(failure))
    this.#parts.onFailure(source, error)
  }

  #deliver({ event: told, teller, descent, at }: Waiting): void {
    const event = teller === undefined ? told : this.#admitted(told)
    if (event === undefined) return
    if (teller !== undefined && this.#isRepeat(event, teller, at)) return
    const { verdict, delivered } = this.#judge(event, teller, descent)
    if (teller !== undefined) {
      this.#filters.wasJudged(event)
      if (verdict.kept) this.#tally.kept()
      else this.#tally.dropped(event, verdict.reason)
    }
    this.#parts.journal.append({ event, verdict })
    this.#sayJudged({ event, verdict }, delivered)
    if (delivered !== undefined && !teller?.isLeaving) this.#live.deliver(delivered)
  }

  #admitted(told: Event): Event | undefined {
    const { admit } = this.#parts
    const event = admit === undefined ? told : admit(told)
    if (event === undefined) this.#tally.dropped(told, `${RUNTIME}/unwanted`)
    return event
  }

  #sayJudged(entry: JournalEntry, delivered: Event | undefined): void {
    try {
      this.#parts.onJudged?.(entry, delivered)
    } catch (failure) {
      this.#failed(entry.event, failure)
    }
  }

  #judge(event: Event, teller: BusTeller | undefined, descent: Descent): Judgement {
    if (this.#ancestry.isLoop(descent)) {
      this.#sayLoop(event)
      return { verdict: { kept: false, reason: `${RUNTIME}/loop` }, delivered: undefined }
    }
    if (teller === undefined) return { verdict: { kept: true }, delivered: event }
    return this.#filters.judge(event)
  }

  #isRepeat(event: Event, teller: BusTeller, at?: number): boolean {
    const first = this.#firstTelling(event, teller, at)
    if (first === undefined) return false
    this.#tally.repeated()
    const { id, source, received } = event
    this.#parts.journal.copy({ id: first, source, received, ...(id !== first && { ownId: id }) })
    this.#sayRepeat(event)
    return true
  }

  #firstTelling(event: Event, teller: BusTeller, at?: number): string | undefined {
    try {
      return this.#repeats.find(event, teller, at)
    } catch (failure) {
      // An event whose fields cannot be compared is not a repeat, and is kept.
      this.#failed(event, failure)
      return undefined
    }
  }

  #sayRepeat(event: Event): void {
    try {
      this.#parts.onRepeat?.(event)
    } catch (failure) {
      this.#failed(event, failure)
    }
  }

  #sayLoop({ source, type }: Event): void {
    const now = performance.now()
    const key = `${source} ${type}`
    if (now - (this.#loopsSaid.get(key) ?? Number.NEGATIVE_INFINITY) < LOOP_SAID_MS) return
    this.#loopsSaid.set(key, now)
    this.#parts.onLoop(source, type)
  }
}
