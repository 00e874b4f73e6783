import type { State } from '../../plugin/context.ts'

const KEY = 'paused'

/** Which durable consumers are paused, and since when; stored in the runtime's durable state. */
export class Pauses {
  readonly #since = new Map<string, Date>()
  readonly #lookers = new Set<() => void>()
  #state: State | undefined

  /** Restores the pauses after a restart. */
  restore(state: State): void {
    this.#state = state
    for (const [consumer, since] of Object.entries(Object(state.get(KEY)))) {
      if (typeof since === 'string') this.#since.set(consumer, new Date(since))
    }
  }

  /** Since when, by consumer. */
  get all(): ReadonlyMap<string, Date> {
    return this.#since
  }

  /** When this consumer was paused; undefined if it is not. */
  sinceOf(consumer: string): Date | undefined {
    return this.#since.get(consumer)
  }

  /** One that is paused already stays so since then. */
  pause(consumer: string, now = new Date()): void {
    if (!this.#since.has(consumer)) this.#since.set(consumer, now)
    this.#changed()
  }

  resume(consumer: string): void {
    this.#since.delete(consumer)
    this.#changed()
  }

  /** Calls back after each change. @returns takes it back */
  onChange(look: () => void): () => void {
    this.#lookers.add(look)
    return () => this.#lookers.delete(look)
  }

  #changed(): void {
    const kept = [...this.#since].map(([consumer, since]) => [consumer, since.toISOString()])
    this.#state?.set(KEY, Object.fromEntries(kept))
    for (const look of [...this.#lookers]) look()
  }
}
