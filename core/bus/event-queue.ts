// How many may wait while the queue is held; then they are processed rather than lost.
const MAX_HELD = 50_000

/** Processes events one after the other, so that every listener sees them in the same order. */
export class EventQueue<T> {
  readonly #pass: (waiting: T) => void
  readonly #waiting: T[] = []
  #isHeld = true
  #isDraining = false

  /** @param pass processes one event; never throws */
  constructor(pass: (waiting: T) => void) {
    this.#pass = pass
  }

  add(waiting: T): void {
    // Nearly always: nothing is held and nothing is being processed.
    if (!this.#isHeld && !this.#isDraining && this.#waiting.length === 0) this.#passAlone(waiting)
    else this.#enqueue(waiting)
  }

  /** Starts processing; until then everything waits. */
  release(): void {
    this.#isHeld = false
    this.#drain()
  }

  /** Runs several steps at one point in the order; what is added meanwhile comes after all of them. */
  atOnce<R>(work: () => R): R {
    const wasHeld = this.#isHeld
    this.#isHeld = true
    try {
      return work()
    } finally {
      this.#isHeld = wasHeld
      if (!wasHeld) this.#drain()
    }
  }

  #enqueue(waiting: T): void {
    this.#waiting.push(waiting)
    if (this.#isHeld && this.#waiting.length < MAX_HELD) return
    this.#drain()
  }

  #passAlone(waiting: T): void {
    this.#isDraining = true
    this.#pass(waiting)
    this.#isDraining = false
    if (this.#waiting.length > 0 && !this.#isHeld) this.#drain()
  }

  #drain(): void {
    if (this.#isDraining) return
    this.#isDraining = true
    for (let next = 0; next < this.#waiting.length; next++) {
      const waiting = this.#waiting[next]
      if (waiting !== undefined) this.#pass(waiting)
    }
    this.#waiting.length = 0
    this.#isDraining = false
  }
}
