import type { State } from '../../plugin/context.ts'

const KEY = 'approval-numbers'
// A number that was read so long ago is meant by nobody any more.
const NUMBERED_MS = 10 * 60_000

/** A number, and when the request that has it expires, in ms since 1970. */
type Taken = {
  readonly number: number
  readonly until: number
}

type Kept = {
  readonly last: number
  /** When one was free last, in ms since 1970. */
  readonly at: number
  readonly taken: Readonly<Record<string, Taken>>
}

/** The numbers of what is pending, over restarts: who types one must not decide on something else than he read. */
export class ApprovalNumbers {
  readonly #taken = new Map<string, Taken>()
  #last = 0
  #at = 0
  #state: State | undefined

  /** Continues with the numbers of the last run. */
  resume(state: State): void {
    this.#state = state
    const { last = 0, at = 0, taken = {} } = state.get<Kept>(KEY) ?? {}
    this.#last = last
    this.#at = at
    for (const [id, one] of Object.entries(taken)) this.#taken.set(id, one)
  }

  /** The number of a request: that of the last run if it waited then, else the next; 1 if nothing was pending for ten minutes. */
  take(id: string, until: Date): number {
    this.#forget()
    const isForgotten = this.#taken.size === 0 && Date.now() - this.#at > NUMBERED_MS
    const number = this.#taken.get(id)?.number ?? (isForgotten ? 1 : this.#last + 1)
    this.#last = Math.max(isForgotten ? 0 : this.#last, number)
    this.#taken.set(id, { number, until: until.getTime() })
    this.#keep()
    return number
  }

  /** A request is decided. */
  free(id: string): void {
    this.#taken.delete(id)
    this.#at = Date.now()
    this.#keep()
  }

  // What expired while nothing ran, or went down with a plugin in a crash, is freed by nobody.
  #forget(): void {
    const now = Date.now()
    for (const [id, { until }] of this.#taken) {
      if (until > now) continue
      this.#taken.delete(id)
      this.#at = Math.max(this.#at, until)
    }
  }

  #keep(): void {
    const kept: Kept = {
      ...{ last: this.#last, at: this.#at },
      taken: Object.fromEntries(this.#taken),
    }
    this.#state?.set(KEY, kept)
  }
}
