/** What a use sees through though its plugin has ended. */
export interface Unfinished {
  readonly use: string
  /** What it is, as the rest of a sentence that begins with the use. */
  readonly what: string
}

/** What outlives its plugin: a reload waits for none of it, the end of the process for all, as long as a stop may take. */
export class Lingering {
  readonly #work = new Map<Promise<unknown>, Unfinished>()

  add(work: Promise<unknown>, unfinished: Unfinished): void {
    this.#work.set(work, unfinished)
    const end = () => this.#work.delete(work)
    work.then(end, end)
  }

  get unfinished(): readonly Unfinished[] {
    return [...this.#work.values()]
  }

  /** Resolves when nothing is left of what is there now. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#work.keys())
  }
}
