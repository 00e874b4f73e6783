import type { State } from 'promethean'
import type { OwnChannel } from './map/mappings.ts'
import type { Mark } from './progress.ts'

/** What is kept over restarts. It belongs to one TAU: of another address nothing is known. */
export class Memory {
  readonly #state: State
  readonly #url: string

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

  setMark({ id, created, ids }: Mark): void {
    this.#state.set('history', { url: this.#url, id, created, ids })
  }

  forgetMark(): void {
    this.#state.delete('history')
  }
}
