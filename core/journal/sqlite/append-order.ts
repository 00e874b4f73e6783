import type { StoreCall } from './worker-store.ts'

/** Keeps appends in the order of the calls, although no call waits for the one before. */
export class AppendOrder {
  #failures = 0
  #last: unknown

  /**
   * @throws the error of the last append if this one was called before that failure was reported; otherwise it would be
   * stored out of order
   */
  check({ failures }: Exclude<StoreCall, 'close'>): void {
    if (failures < this.#failures) throw this.#last
  }

  /** @returns how many appends have failed by now */
  failed(failure: unknown): number {
    this.#last = failure
    return ++this.#failures
  }
}
