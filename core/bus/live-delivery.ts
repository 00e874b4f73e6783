import { Observable } from 'rxjs'
import { messageOf } from '../errors.ts'
import { type Event, isEvent } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import { BLOCKING_MS } from '../filters/filters.ts'
import type { Audience } from './audience.ts'
import { reportingOverflow } from './overflow.ts'

// How many are stored for a plugin between two instances, which takes at most twenty seconds; then the oldest are dropped.
const MAX_HELD = 50_000
// Removed in batches, because removing the first one moves all the others.
const LET_GO = 5_000

interface Listener {
  readonly audience: Audience
  readonly wantsRecovered: boolean
  next(event: Event): void
}

/** What one listener did wrong. */
export interface LiveTrouble {
  onFailure(use: string, failure: Error): void
  onBlocked(use: string, ms: number): void
  /** It dropped an event (or a value made from one) because its queue was full. */
  onLetGo(use: string, event: Event): void
}

/** Delivers kept events to all listeners; an error in one does not affect the next. */
export class LiveDelivery {
  readonly #trouble: LiveTrouble
  readonly #byType = new Map<EventType | '*', readonly Listener[]>()
  readonly #holding = new Set<Audience>()

  constructor(trouble: LiveTrouble) {
    this.#trouble = trouble
  }

  /** Events of these types, of all without types, while the audience is live. */
  observe(
    audience: Audience,
    types: readonly EventType[],
    wantsRecovered: boolean,
  ): Observable<Event> {
    return new Observable<Event>(subscriber => {
      if (audience.hasEnded) return subscriber.complete()
      const listener = { audience, wantsRecovered, next: (event: Event) => subscriber.next(event) }
      const keys = types.length === 0 ? (['*'] as const) : new Set(types)
      for (const key of keys) this.#byType.set(key, [...(this.#byType.get(key) ?? []), listener])
      audience.join(subscriber)
      return () => {
        audience.leave(subscriber)
        for (const key of keys) {
          this.#byType.set(
            key,
            (this.#byType.get(key) ?? []).filter(other => other !== listener),
          )
        }
      }
    })
  }

  deliver(event: Event): void {
    for (const audience of this.#holding) {
      audience.held.push(event)
      if (audience.held.length >= MAX_HELD + LET_GO) this.#letOldestGo(audience)
    }
    for (const listener of this.#listenersOf(event)) {
      if (listener.audience.isLive) this.#call(listener, event)
    }
  }

  /** Stores events for an audience that is between two instances. */
  hold(audience: Audience): void {
    audience.hold()
    this.#holding.add(audience)
  }

  /** Makes an audience live; events held for it come first, in order; events that arrive meanwhile follow. */
  admit(audience: Audience): void {
    if (audience.hasEnded) return
    if (this.#holding.has(audience)) this.#tellHeld(audience)
    this.#holding.delete(audience)
    if (!audience.hasEnded) audience.admit()
  }

  /** Removes an audience. */
  end(audience: Audience): void {
    this.#holding.delete(audience)
    audience.held.length = 0
    audience.end()
  }

  #letOldestGo(audience: Audience): void {
    for (const gone of audience.held.splice(0, LET_GO)) {
      const isHeard = this.#listenersOf(gone).some(listener => listener.audience === audience)
      if (isHeard) this.#trouble.onLetGo(audience.use, gone)
    }
  }

  #tellHeld(audience: Audience): void {
    // It may get more on the way, or end.
    while (audience.held.length > 0) {
      for (const event of audience.held.splice(0)) {
        if (audience.hasEnded) return
        for (const listener of this.#listenersOf(event)) {
          if (listener.audience === audience) this.#call(listener, event)
        }
      }
    }
  }

  #listenersOf(event: Event): readonly Listener[] {
    const typed = this.#byType.get(event.type) ?? []
    const all = this.#byType.get('*') ?? []
    if (all.length === 0) return typed
    return typed.length === 0 ? all : [...typed, ...all]
  }

  #call(listener: Listener, event: Event): void {
    if (event.recovered && !listener.wantsRecovered) return
    const start = performance.now()
    try {
      reportingOverflow(
        () => listener.next(event),
        value => this.#trouble.onLetGo(listener.audience.use, isEvent(value) ? value : event),
      )
    } catch (failure) {
      this.#trouble.onFailure(
        listener.audience.use,
        failure instanceof Error ? failure : new Error(messageOf(failure)),
      )
    }
    const ms = performance.now() - start
    if (ms > BLOCKING_MS) this.#trouble.onBlocked(listener.audience.use, ms)
  }
}
