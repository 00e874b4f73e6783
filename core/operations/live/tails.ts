import type { Event } from '../../events/event.ts'
import type { JournalEntry } from '../../journal/port.ts'

// A reader so far behind that it misses something: a second of a very busy chat.
const MAX_WAITING = 1_000

/** Which events one listener wants. */
export interface TailWish {
  /** Empty: all. */
  readonly types: readonly string[]
  /** Dropped ones too, each with its verdict. */
  readonly all: boolean
}

/** How many events a listener was too slow for. */
export interface Skipped {
  readonly code: 'skipped'
  readonly events: number
}

/** Live events for outside readers; each has a queue of its own, so a slow reader does not slow down others. */
export class Tails {
  readonly #tails = new Set<EventTail>()

  /** An event was judged; `delivered` is undefined if it was dropped. */
  judged(entry: JournalEntry, delivered: Event | undefined): void {
    for (const tail of this.#tails) tail.offer(entry, delivered)
  }

  /** Events from now on, until the signal; what a reader is too slow for is skipped, oldest first, and counted. */
  listen(wish: TailWish, signal: AbortSignal): AsyncGenerator<unknown> {
    const tail = new EventTail(wish)
    this.#tails.add(tail)
    const end = () => {
      this.#tails.delete(tail)
      tail.end()
    }
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    return this.#read(tail)
  }

  async *#read(tail: EventTail): AsyncGenerator<unknown> {
    try {
      for (let next = await tail.next(); next !== undefined; next = await tail.next()) yield next
    } finally {
      this.#tails.delete(tail)
    }
  }
}

class EventTail {
  readonly #types: ReadonlySet<string>
  readonly #all: boolean
  readonly #waiting: unknown[] = []
  #skipped = 0
  #hasEnded = false
  #wake: () => void = () => undefined

  constructor({ types, all }: TailWish) {
    this.#types = new Set(types)
    this.#all = all
  }

  offer({ event, verdict }: JournalEntry, delivered: Event | undefined): void {
    if (this.#types.size > 0 && !this.#types.has(event.type)) return
    if (!this.#all && delivered === undefined) return
    this.#waiting.push(this.#all ? { ...event, verdict } : delivered)
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.shift()
      this.#skipped += 1
    }
    this.#wake()
  }

  end(): void {
    this.#hasEnded = true
    this.#wake()
  }

  /** The next line; undefined at the end. */
  async next(): Promise<unknown> {
    while (!this.#hasEnded && this.#waiting.length === 0) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    if (this.#skipped === 0) return this.#waiting.shift()
    const skipped: Skipped = { code: 'skipped', events: this.#skipped }
    this.#skipped = 0
    return skipped
  }
}
