import { type KeptValues, keptValues } from '../journal/state.ts'
import type { State } from '../plugin/context.ts'
import type { Json } from '../plugin/json.ts'

type Change = (state: State) => void

/**
 * What an instance sets before its edit is taken: it reads it, nobody else does. As its events do, it waits for the
 * switch, and goes with a refused edit: a source's mark must never say more than was kept.
 */
export class HeldState implements State {
  readonly #below: KeptValues
  readonly #own: KeptValues
  readonly #onFailure: (failure: unknown) => void
  /** By key; undefined once they stand below. */
  #changes: Map<string, Change[]> | undefined = new Map()

  /** @param onFailure what is below has grown meanwhile, and takes no more */
  constructor(use: string, below: KeptValues, onFailure: (failure: unknown) => void) {
    this.#below = below
    this.#onFailure = onFailure
    this.#own = keptValues(use, below.entries())
  }

  get<T extends Json>(key: string): T | undefined {
    return this.#state.get(key)
  }

  set(key: string, value: Json): void {
    this.#state.set(key, value)
    this.#changes?.set(key, [state => state.set(key, value)])
  }

  update<T extends Json>(key: string, change: (value: T | undefined) => T): T {
    const value = this.#state.update(key, change)
    const earlier = this.#changes?.get(key) ?? []
    this.#changes?.set(key, [...earlier, state => state.update(key, change)])
    return value
  }

  delete(key: string): void {
    this.#state.delete(key)
    this.#changes?.set(key, [state => state.delete(key)])
  }

  /** Does the same below, on what stands there by now. From here on nothing waits. */
  apply(): void {
    const changes = [...(this.#changes?.values() ?? [])].flat()
    this.#changes = undefined
    for (const change of changes) {
      try {
        change(this.#below)
      } catch (failure) {
        this.#onFailure(failure)
      }
    }
  }

  get #state(): KeptValues {
    return this.#changes === undefined ? this.#below : this.#own
  }
}
