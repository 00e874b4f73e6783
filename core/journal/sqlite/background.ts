import { isPassing, journalFailure } from './database/failures.ts'
import type { Store } from './store.ts'
import type { Notice } from './worker-store.ts'

// Events are in the index of words and the tables of streams and people a second or so after they came. Where these are behind,
// they go on at a sixth of a processor: 5,000 events a second and more.
const AFTER_MS = 1_000
const REST = 5

export interface BackgroundParts {
  readonly file: string
  readonly store: Pick<Store, 'indexWords' | 'countSome'>
  tell(notice: Notice): void
}

/** What a journal does behind the appends: piece by piece, and between two pieces whatever was asked meanwhile is done. */
export class Background {
  readonly #parts: BackgroundParts
  readonly #said = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: BackgroundParts) {
    this.#parts = parts
    // A journal may hold more than its index: it was written by an older Promethean, or its last second is missing.
    this.appended()
  }

  appended(): void {
    this.#goOnIn(AFTER_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #goOnIn(ms: number): void {
    this.#timer ??= setTimeout(() => this.#doSome(), ms)
  }

  #doSome(): void {
    this.#timer = undefined
    const { store, tell } = this.#parts
    const began = performance.now()
    const unindexed = this.#left('index the words of', store.indexWords)
    const uncounted = this.#left('count the events of', store.countSome)
    tell({ left: uncounted })
    const hasMore = [unindexed, uncounted].some(left => left !== undefined && left > 0)
    if (hasMore) this.#goOnIn((performance.now() - began) * REST)
  }

  /** @returns how many events are left; undefined if it failed: after the next append it is tried again */
  #left(doing: string, work: () => number): number | undefined {
    try {
      const left = work()
      this.#said.delete(doing)
      return left
    } catch (failure) {
      // A full or locked disk: the append that comes says so.
      if (!isPassing(failure) && !this.#said.has(doing)) this.#say(doing, failure)
      return undefined
    }
  }

  #say(doing: string, failure: unknown): void {
    this.#said.add(doing)
    const { what, why, advice } = journalFailure(doing, this.#parts.file, failure)
    this.#parts.tell({ trouble: { what, why, advice } })
  }
}
