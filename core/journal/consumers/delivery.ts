import type { Position } from '../port.ts'
import { Attempt, type Guilty, type Parcel } from './attempt.ts'

/** How often an event fails alone, while others of its batch get through, until it is parked. */
const MAX_STRIKES = 5

/** What one round left. */
export interface Round<E> {
  /** Not taken yet, in order. */
  readonly left: readonly Parcel<E>[]
  readonly guilty: readonly Guilty<E>[]
  readonly delivered: number
  /** Why some are left; undefined if none is. */
  readonly failure: Error | undefined
  /** The target answered, so it is available; the remaining events fail because of themselves. */
  readonly isAlive: boolean
}

interface Strikes {
  readonly count: number
  readonly words: string
}

/**
 * Delivers batches to a consumer and finds out which event causes a failure. A whole batch that fails is an outage and is
 * retried unchanged; if it fails again, single events are tried, then halves. An event gets its first strike only on
 * proof: it failed, others succeeded, and it failed alone again. A target that goes away or comes back once during a round
 * cannot look like that, so an outage never parks an event, however long or often it happens. After that, each further
 * round in which it fails alone with the same message is a strike; five strikes park it.
 */
export class Delivery<E> {
  readonly #take: (events: readonly E[]) => Promise<void>
  readonly #strikes = new Map<Position, Strikes>()
  #failedRounds = 0

  constructor(take: (events: readonly E[]) => Promise<void>) {
    this.#take = take
  }

  /** @throws Stopped if the consumer was stopped meanwhile */
  async round(parcels: readonly Parcel<E>[]): Promise<Round<E>> {
    const attempt = new Attempt(parcels, this.#take)
    await attempt.run({ mayBlame: this.#failedRounds > 0 })
    const guilty = [...attempt.refused, ...this.#strike(attempt)]
    const gone = new Set(guilty.map(({ parcel }) => parcel.position))
    const left = attempt.left.filter(({ position }) => !gone.has(position))
    this.#failedRounds = left.length === 0 ? 0 : this.#failedRounds + 1
    this.#forget(left)
    return {
      left,
      guilty,
      delivered: attempt.taken.size,
      failure: left.length === 0 ? undefined : attempt.failure,
      isAlive: attempt.taken.size > 0 || guilty.length > 0,
    }
  }

  #strike(attempt: Attempt<E>): readonly Guilty<E>[] {
    return attempt.left.flatMap(parcel => {
      const failure = attempt.failedAlone(parcel)
      if (failure === undefined) return []
      const before = this.#strikes.get(parcel.position)
      const words = wordsOf(failure)
      if (before?.words !== words && !attempt.isProven(parcel)) return []
      const count = (before?.count ?? 0) + 1
      this.#strikes.set(parcel.position, { count, words })
      return count >= MAX_STRIKES ? [{ parcel, failure }] : []
    })
  }

  #forget(left: readonly Parcel<E>[]): void {
    const positions = new Set(left.map(({ position }) => position))
    for (const position of this.#strikes.keys()) {
      if (!positions.has(position)) this.#strikes.delete(position)
    }
  }
}

// Numbers in a message (a time, a port) may differ from one try to the next.
function wordsOf(failure: Error): string {
  return failure.message.replace(/\d+/g, '0')
}
