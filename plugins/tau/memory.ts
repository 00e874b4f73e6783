import type { State } from 'promethean'
import type { OwnChannel } from './map/mappings.ts'
import type { Mark } from './progress.ts'

// Events are durable at most 10 ms after they are told, and state is saved on its own: a mark must never be ahead of its events,
// or a process killed in between would not ask for them again. What is asked for twice, core knows by its id.
const MARK_DELAY_MS = 250

/** What is kept over restarts. It belongs to one TAU: of another address nothing is known. */
export class Memory {
  readonly #state: State
  readonly #url: string
  #mark: Mark | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(state: State, url: string) {
    this.#state = state
    this.#url = url
  }

  /** The channel TAU works for, once told. */
  get own(): OwnChannel | undefined {
    const kept = this.#state.get<{ url: string; id: string; login: string }>('channel')
    return kept?.url === this.#url ? { id: kept.id, login: kept.login } : undefined
  }

  setOwn({ id, login }: OwnChannel): void {
    this.#state.set('channel', { url: this.#url, id, login })
  }

  /** Up to where TAU's stored events were told. */
  get mark(): Mark | undefined {
    const kept = this.#state.get<Mark & { readonly url: string }>('history')
    return kept?.url === this.#url ? kept : undefined
  }

  /** Kept a quarter of a second later; the first one, which stands for no event told, at once. */
  setMark(mark: Mark): void {
    const isFirst = this.mark === undefined
    this.#mark = mark
    if (isFirst) this.#keep(mark)
    else if (this.#timer === undefined) this.#keepLater(mark)
  }

  forgetMark(): void {
    this.#state.delete('history')
  }

  /** A mark not yet kept is let go. */
  close(): void {
    clearTimeout(this.#timer)
  }

  #keepLater(mark: Mark): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#keep(mark)
      if (this.#mark !== undefined && this.#mark !== mark) this.#keepLater(this.#mark)
    }, MARK_DELAY_MS).unref()
  }

  #keep(mark: Mark): void {
    this.#state.set('history', { url: this.#url, ...mark })
  }
}
