import type { Event } from '../events/event.ts'

interface Completable {
  complete(): void
}

/**
 * What an instance receives from the bus: nothing while it waits; events are stored for it while it is being replaced;
 * everything while it is live.
 */
export class Audience {
  readonly use: string
  #state: 'waiting' | 'holding' | 'live' | 'ended' = 'waiting'
  readonly #subscribers = new Set<Completable>()
  readonly held: Event[] = []

  constructor(use: string) {
    this.use = use
  }

  get isLive(): boolean {
    return this.#state === 'live'
  }

  get hasEnded(): boolean {
    return this.#state === 'ended'
  }

  /** From now on its events are stored until it is admitted: an exclusive plugin between two instances. */
  hold(): void {
    this.#state = 'holding'
  }

  admit(): void {
    this.#state = 'live'
  }

  /** Completes what listens; what it began may finish. */
  end(): void {
    this.#state = 'ended'
    for (const subscriber of [...this.#subscribers]) subscriber.complete()
    this.#subscribers.clear()
  }

  join(subscriber: Completable): void {
    this.#subscribers.add(subscriber)
  }

  leave(subscriber: Completable): void {
    this.#subscribers.delete(subscriber)
  }
}
