import { RUNTIME } from '../events/runtime-source.ts'
import type { Journal } from '../journal/port.ts'
import { type Before, openState } from '../journal/state.ts'

type OpenState = ReturnType<typeof openState>

/** The durable values of every use, each read once. */
export class States {
  readonly #journal: Journal
  readonly #before: Before
  readonly #open = new Map<string, OpenState>()
  readonly #closing = new AbortController()

  /** @param before events of plugins are stored before their state; the runtime's own state does not wait */
  constructor(journal: Journal, before: Before) {
    this.#journal = journal
    this.#before = before
  }

  of(use: string): OpenState {
    const known = this.#open.get(use)
    if (known !== undefined) return known
    const { signal } = this.#closing
    const after = use === RUNTIME ? {} : { after: this.#before }
    const opened = openState(this.#journal, use, { signal, ...after })
    this.#open.set(use, opened)
    // A journal that could not be read just now can be read at the next try.
    opened.catch(() => this.#open.delete(use))
    return opened
  }

  /** Resolves when everything is saved or reported as failed; values set later are not saved. */
  async close(onFailure: (failure: Error) => void): Promise<void> {
    for (const state of this.#open.values()) await state.then(open => open.flush()).catch(onFailure)
    this.#closing.abort()
  }
}
