import type { Context } from 'promethean'
import type { ChromaOptions } from './options.ts'

type Place = Readonly<Pick<ChromaOptions, 'url' | 'tenant' | 'database'>>

/** A collection that this use made, and where; the address has no path. */
export type Copy = Place & { readonly name: string }

// Each stands for a change of the config.
const MOST_COPIES = 50

/** All collections that this use made and did not delete: what was forgotten may be in any of them. */
export class Copies {
  readonly #state: Pick<Context['state'], 'get' | 'set'>
  readonly #here: Place

  constructor(state: Pick<Context['state'], 'get' | 'set'>, { url, tenant, database }: Place) {
    this.#state = state
    this.#here = { url: new URL(url).origin, tenant, database }
  }

  /** Whether the last run wrote to another server, tenant or database; false where that is not known. */
  get hasMoved(): boolean {
    const before = this.#state.get<Place>('place')
    return before !== undefined && !isSame(before, this.#here)
  }

  /** The place has changed, and that was seen to. */
  settle(): void {
    this.#state.set('place', this.#here)
  }

  add(name: string): void {
    const copy = { ...this.#here, name }
    if (this.#all.some(one => isCopy(one, copy))) return
    this.#state.set('copies', [copy, ...this.#all].slice(0, MOST_COPIES))
  }

  /** It no longer exists. @param gone its name, if it was here */
  remove(gone: string | Copy): void {
    const copy = typeof gone === 'string' ? { ...this.#here, name: gone } : gone
    const left = this.#all.filter(one => !isCopy(one, copy))
    this.#state.set('copies', left)
  }

  /** The names of those where this use writes now. */
  get here(): readonly string[] {
    return this.#all.filter(one => isSame(one, this.#here)).map(({ name }) => name)
  }

  /** Those at places of earlier configs. */
  get elsewhere(): readonly Copy[] {
    return this.#all.filter(one => !isSame(one, this.#here))
  }

  get #all(): readonly Copy[] {
    return this.#state.get<readonly Copy[]>('copies') ?? []
  }
}

function isSame(one: Place, other: Place): boolean {
  return one.url === other.url && one.tenant === other.tenant && one.database === other.database
}

function isCopy(one: Copy, other: Copy): boolean {
  return one.name === other.name && isSame(one, other)
}
