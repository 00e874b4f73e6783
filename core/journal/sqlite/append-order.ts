import type { StoreCall } from './worker-store.ts'

/** Keeps what was appended in the order of the calls, none of which waited for the one before. */
export class AppendOrder {
  #failures = 0
  #last: unknown

  /** @throws what the last append failed with where this one was called before that was told: it would be in the journal first */
  check({ failures }: Exclude<StoreCall, 'close'>): void {
    if (failures < this.#failures) throw this.#last
  }

  /** @returns how many appends have failed by now */
  failed(failure: unknown): number {
    this.#last = failure
    return ++this.#failures
  }
}
