import type { Pending } from './pending.ts'

/** Waiting texts: highest priority first, then in the order they arrived. */
export class Queue {
  readonly #waiting: Pending[] = []

  get size(): number {
    return this.#waiting.length
  }

  first(): Pending | undefined {
    return this.#waiting[0]
  }

  /** Which text to drop if there is no room: the newest one with the lowest priority. */
  last(): Pending | undefined {
    return this.#waiting.at(-1)
  }

  all(): readonly Pending[] {
    return [...this.#waiting]
  }

  add(pending: Pending): void {
    let place = this.#waiting.length
    while (place > 0 && isBefore(pending, this.#waiting[place - 1])) place -= 1
    this.#waiting.splice(place, 0, pending)
  }

  remove(pending: Pending): void {
    const place = this.#waiting.indexOf(pending)
    if (place >= 0) this.#waiting.splice(place, 1)
  }
}

function isBefore(one: Pending, other: Pending | undefined): boolean {
  return other !== undefined && one.request.priority > other.request.priority
}
