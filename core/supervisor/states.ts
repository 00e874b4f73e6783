import type { Journal } from '../journal/port.ts'
import { openState } from '../journal/state.ts'

type OpenState = ReturnType<typeof openState>

/** The durable values of every use, each read once. */
export class States {
  readonly #journal: Journal
  readonly #open = new Map<string, OpenState>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  of(use: string): OpenState {
    const known = this.#open.get(use)
    if (known !== undefined) return known
    const opened = openState(this.#journal, use)
    this.#open.set(use, opened)
    // A journal that could not be read just now can be read at the next try.
    opened.catch(() => this.#open.delete(use))
    return opened
  }

  /** Resolves when all is saved, or was told as a failure. */
  async flush(onFailure: (failure: Error) => void): Promise<void> {
    for (const state of this.#open.values()) await state.then(open => open.flush()).catch(onFailure)
  }
}
