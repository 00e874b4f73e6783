// Two instances of a source receive the same within seconds of each other; the last events may still be on their way.
const LAST_WORDS_MS = 5_000

/** Whether another instance of the same source is running, or was a moment ago: then their events are compared. */
export class HandOver {
  readonly #onChanged: (isRunning: boolean) => void
  #isRunning = false
  #end: NodeJS.Timeout | undefined

  constructor(onChanged: (isRunning: boolean) => void) {
    this.#onChanged = onChanged
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  set(isRunning: boolean): void {
    this.hold()
    this.#isRunning = isRunning
    this.#onChanged(isRunning)
  }

  /** The other instance has been released; the comparison ends in a moment. */
  endSoon(): void {
    if (!this.#isRunning) return
    this.hold()
    this.#end = setTimeout(() => this.set(false), LAST_WORDS_MS).unref()
  }

  /** From here on it stays as it is. */
  hold(): void {
    clearTimeout(this.#end)
  }
}
