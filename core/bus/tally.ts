import type { Event } from '../events/event.ts'

// A filter that puts a text of its own into each reason must not fill the memory.
const MAX_REASONS = 500

/** What was counted since the start: `seen = kept + repeats + the sum of dropped`. */
export interface Counts {
  readonly seen: number
  readonly kept: number
  readonly repeats: number
  /** By reason, `<use id>/<code>`; past 500 of them a new one counts as `<use id>/other`. */
  readonly dropped: Readonly<Record<string, number>>
  /** The runtime's own events, counted apart. */
  readonly own: number
}

/** Counts what became of each event. */
export class Tally {
  readonly #dropped = new Map<string, number>()
  readonly #reasons = new WeakMap<Event, string>()
  #seen = 0
  #kept = 0
  #repeats = 0
  #own = 0

  /** A source told one. */
  saw(): void {
    this.#seen += 1
  }

  /** The runtime told one itself. */
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
    const counted = this.#room(reason)
    this.#reasons.set(event, counted)
    this.#dropped.set(counted, (this.#dropped.get(counted) ?? 0) + 1)
  }

  /** One counted as kept or dropped turned out to be a repeat. */
  wasRepeat(event: Event): void {
    const reason = this.#reasons.get(event)
    if (reason === undefined) this.#kept -= 1
    else this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) - 1)
    this.#repeats += 1
  }

  get counts(): Counts {
    return {
      seen: this.#seen,
      kept: this.#kept,
      repeats: this.#repeats,
      dropped: Object.fromEntries(this.#dropped),
      own: this.#own,
    }
  }

  #room(reason: string): string {
    if (this.#dropped.has(reason) || this.#dropped.size < MAX_REASONS) return reason
    return `${reason.split('/')[0]}/other`
  }
}
