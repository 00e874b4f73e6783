import type { Event } from '../events/event.ts'
import { ReasonCounts } from '../reason-counts.ts'

/** What was counted since the start: `seen = kept + repeats + the sum of dropped`. */
export interface Counts {
  readonly seen: number
  readonly kept: number
  readonly repeats: number
  /** By reason, `<plugin id>/<code>`; past 500 of them a new one counts as `<plugin id>/other`. */
  readonly dropped: Readonly<Record<string, number>>
  /** The runtime's own events, counted apart. */
  readonly own: number
}

/** Counts what became of each event. */
export class Tally {
  readonly #dropped = new ReasonCounts()
  readonly #reasons = new WeakMap<Event, string>()
  #seen = 0
  #kept = 0
  #repeats = 0
  #own = 0

  /** A source published an event. */
  saw(): void {
    this.#seen += 1
  }

  /** The runtime itself published an event. */
  said(): void {
    this.#own += 1
  }

  kept(): void {
    this.#kept += 1
  }

  repeated(): void {
    this.#repeats += 1
  }

  dropped(event: Event, reason: string): void {
    this.#reasons.set(event, this.#dropped.add(reason))
  }

  /** An event counted as kept or dropped turned out to be a repeat. */
  wasRepeat(event: Event): void {
    const reason = this.#reasons.get(event)
    if (reason === undefined) this.#kept -= 1
    else this.#dropped.takeBack(reason)
    this.#repeats += 1
  }

  get counts(): Counts {
    return {
      seen: this.#seen,
      kept: this.#kept,
      repeats: this.#repeats,
      dropped: this.#dropped.all,
      own: this.#own,
    }
  }
}
