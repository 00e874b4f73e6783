/** What a use sees through though its plugin has ended. */
export interface Unfinished {
  readonly use: string
  /** What it is, as the rest of a sentence that begins with the use. */
  readonly what: string
}

/** Work that outlives its plugin. A reload does not wait for it; the end of the process does, within the time of a stop. */
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

  /** Resolves when all current work is finished. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#work.keys())
  }
}
