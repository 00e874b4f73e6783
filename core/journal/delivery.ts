import { Refused } from '../errors.ts'
import type { Position } from './port.ts'

// Without one success, so many failures in a row are an outage: asking further would only hammer a server that is away.
const MAX_BARREN = 8
/** How often an event fails alone, while others of its batch get through, until it is parked. */
const MAX_STRIKES = 5

/** One event on its way to a consumer. */
export interface Parcel<E> {
  readonly position: Position
  readonly event: E & { readonly id: string }
}

/** An event given up on, and why. */
export interface Guilty<E> {
  readonly parcel: Parcel<E>
  readonly failure: Error
}

/** What one round left. */
export interface Round<E> {
  /** Not taken yet, in order. */
  readonly left: readonly Parcel<E>[]
  readonly guilty: readonly Guilty<E>[]
  readonly delivered: number
  /** The last failure; undefined where all went well. */
  readonly failure: Error | undefined
}

/**
 * Brings batches to a consumer and finds out who is to blame for a failure: a whole batch that fails is an outage
 * and is simply tried again; where it fails again it is halved. An event counts as poison only when others of a batch
 * it made fail got through after that failure, and it then failed alone five times.
 */
export class Delivery<E> {
  readonly #take: (events: readonly E[]) => Promise<void>
  readonly #strikes = new Map<Position, number>()
  #failedRounds = 0

  constructor(take: (events: readonly E[]) => Promise<void>) {
    this.#take = take
  }

  async round(parcels: readonly Parcel<E>[]): Promise<Round<E>> {
    const attempt = new Attempt(this.#take)
    const first = await attempt.whole(parcels)
    if (first !== undefined && (this.#failedRounds > 0 || first instanceof Refused)) {
      await attempt.blame(parcels, first)
    }
    this.#failedRounds = attempt.failure === undefined ? 0 : this.#failedRounds + 1
    const struck = this.#strike(parcels, attempt)
    const guilty = [...attempt.refused, ...struck]
    const gone = new Set([...attempt.taken, ...guilty.map(({ parcel }) => parcel.position)])
    for (const position of gone) this.#strikes.delete(position)
    return {
      left: parcels.filter(({ position }) => !gone.has(position)),
      guilty,
      delivered: attempt.taken.size,
      failure: attempt.failure,
    }
  }

  #strike(parcels: readonly Parcel<E>[], attempt: Attempt<E>): readonly Guilty<E>[] {
    const left = parcels.filter(({ position }) => !attempt.isDone(position))
    // The suspects stand alone: all others got through in earlier rounds, none fails beside them now.
    const onlySuspects = left.every(({ position }) => this.#strikes.has(position))
    const guilty: Guilty<E>[] = []
    for (const parcel of left) {
      const failure = attempt.aloneFailures.get(parcel.position)
      if (failure === undefined) continue
      if (!attempt.othersGotThroughAfter(parcel.position) && !onlySuspects) continue
      const strikes = (this.#strikes.get(parcel.position) ?? 0) + 1
      this.#strikes.set(parcel.position, strikes)
      if (strikes >= MAX_STRIKES) guilty.push({ parcel, failure })
    }
    return guilty
  }
}

/** One round's calls and what they showed. */
class Attempt<E> {
  readonly taken = new Set<Position>()
  readonly refused: Guilty<E>[] = []
  readonly aloneFailures = new Map<Position, Error>()
  failure: Error | undefined
  readonly #take: (events: readonly E[]) => Promise<void>
  readonly #firstFailedAt = new Map<Position, number>()
  #calls = 0
  #lastSuccessAt = -1
  #barren = 0

  constructor(take: (events: readonly E[]) => Promise<void>) {
    this.#take = take
  }

  isDone(position: Position): boolean {
    return (
      this.taken.has(position) || this.refused.some(({ parcel }) => parcel.position === position)
    )
  }

  othersGotThroughAfter(position: Position): boolean {
    return this.#lastSuccessAt > (this.#firstFailedAt.get(position) ?? Number.POSITIVE_INFINITY)
  }

  /** One call with all of them. @returns the failure */
  async whole(parcels: readonly Parcel<E>[]): Promise<Error | undefined> {
    this.#calls += 1
    try {
      await this.#take(parcels.map(({ event }) => event))
    } catch (thrown) {
      return this.#failed(parcels, thrown instanceof Error ? thrown : new Error(String(thrown)))
    }
    this.#lastSuccessAt = this.#calls
    this.#barren = 0
    for (const { position } of parcels) this.taken.add(position)
    return undefined
  }

  /** Finds who made these fail. */
  async blame(parcels: readonly Parcel<E>[], failure: Error): Promise<void> {
    const named =
      failure instanceof Refused
        ? parcels.filter(({ event }) => failure.eventIds.has(event.id))
        : []
    if (named.length > 0) {
      this.refused.push(...named.map(parcel => ({ parcel, failure })))
      return this.#tryPart(parcels.filter(parcel => !named.includes(parcel)))
    }
    const [only] = parcels
    if (parcels.length === 1 && only !== undefined) {
      if (failure instanceof Refused) this.refused.push({ parcel: only, failure })
      else this.aloneFailures.set(only.position, failure)
      return
    }
    if (this.#barren >= MAX_BARREN) return
    const middle = Math.ceil(parcels.length / 2)
    await this.#tryPart(parcels.slice(0, middle))
    await this.#tryPart(parcels.slice(middle))
  }

  async #tryPart(parcels: readonly Parcel<E>[]): Promise<void> {
    if (parcels.length === 0) return
    const failure = await this.whole(parcels)
    if (failure !== undefined) await this.blame(parcels, failure)
  }

  #failed(parcels: readonly Parcel<E>[], failure: Error): Error {
    this.failure = failure
    // A refusal is an answer: whoever gave it is not away.
    this.#barren = failure instanceof Refused ? 0 : this.#barren + 1
    for (const { position } of parcels) {
      if (!this.#firstFailedAt.has(position)) this.#firstFailedAt.set(position, this.#calls)
    }
    return failure
  }
}
