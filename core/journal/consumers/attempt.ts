import { messageOf, Refused } from '../../errors.ts'
import type { Position } from '../port.ts'

// If the target hangs, each further try would cost a whole deadline.
const MAX_LATE = 3

/** One event on its way to a consumer. */
export interface Parcel<E> {
  readonly position: Position
  readonly event: E & { readonly id: string }
}

/** A parked event, and why. */
export interface Guilty<E> {
  readonly parcel: Parcel<E>
  readonly failure: Error
}

/** No answer within the consumer's deadline. */
export class Late extends Error {}

/** The consumer was stopped; this says nothing about the current events. */
export class Stopped extends Error {}

interface FailedAttempt {
  readonly at: number
  readonly positions: ReadonlySet<Position>
  readonly failure: Error
}

/** One round's calls with a batch, and what they showed. */
export class Attempt<E> {
  readonly taken = new Set<Position>()
  readonly refused: Guilty<E>[] = []
  /** The last failure of this round. */
  failure: Error | undefined
  readonly #parcels: readonly Parcel<E>[]
  readonly #take: (events: readonly E[]) => Promise<void>
  readonly #failed: FailedAttempt[] = []
  /** The calls that got through, or were refused. */
  readonly #answeredAt: number[] = []
  readonly #refusedAt = new Set<Position>()
  #calls = 0
  #late = 0

  constructor(parcels: readonly Parcel<E>[], take: (events: readonly E[]) => Promise<void>) {
    this.#parcels = parcels
    this.#take = take
  }

  /** Neither taken nor refused, in order. */
  get left(): readonly Parcel<E>[] {
    return this.#parcels.filter(parcel => !this.#isDone(parcel.position))
  }

  /**
   * Delivers all events at once; if that fails and `mayBlame` is set, in parts. A refusal may always be examined, because it
   * is an answer.
   */
  async run({ mayBlame }: { readonly mayBlame: boolean }): Promise<void> {
    const failure = await this.#call(this.#parcels)
    if (failure === undefined) return
    if (mayBlame || isRefusal(failure, this.#parcels)) await this.#blame(this.#parcels, failure)
  }

  /** How this event failed when delivered alone; undefined if it did not. */
  failedAlone({ position }: Parcel<E>): Error | undefined {
    return this.#aloneCalls(position).at(-1)?.failure
  }

  /** Whether it failed, others succeeded, and it failed alone again: a single change of the target cannot cause that. */
  isProven({ position }: Parcel<E>): boolean {
    const aloneAt = this.#aloneCalls(position).at(-1)?.at ?? -1
    return this.#failed.some(call => {
      const isItsFault = [...call.positions].every(one => one === position || this.#isDone(one))
      if (!call.positions.has(position) || !isItsFault) return false
      return this.#answeredAt.some(at => call.at < at && at < aloneAt)
    })
  }

  // These failed together. False: none succeeds, so continuing would only hammer an unavailable target.
  async #blame(parcels: readonly Parcel<E>[], failure: Error): Promise<boolean> {
    if (failure instanceof Refused && isRefusal(failure, parcels)) {
      const named = parcels.filter(({ event }) => failure.eventIds.has(event.id))
      const guilty = parcels.length === 1 ? parcels : named
      this.#refuse(guilty, failure)
      if (guilty.length > 0) return this.#part(parcels.filter(parcel => !guilty.includes(parcel)))
    } else {
      if (parcels.length === 1) return true
      if (!(await this.#probe(parcels))) return false
    }
    const left = parcels.filter(
      parcel => !this.#isDone(parcel.position) && this.failedAlone(parcel) === undefined,
    )
    const middle = Math.ceil(left.length / 2)
    return (await this.#part(left.slice(0, middle))) && (await this.#part(left.slice(middle)))
  }

  async #part(parcels: readonly Parcel<E>[]): Promise<boolean> {
    if (parcels.length === 0) return true
    const failure = await this.#call(parcels)
    return failure === undefined || (await this.#blame(parcels, failure))
  }

  // The first one alone, then ones further and further on: a success shows that the target is available.
  // Those that failed before it are retried at once, so that at the end of an outage at most one event is out of order.
  async #probe(parcels: readonly Parcel<E>[]): Promise<boolean> {
    const failed: Parcel<E>[] = []
    for (let index = 0; index < parcels.length; index = index === 0 ? 1 : index * 2) {
      const parcel = parcels[index]
      if (parcel === undefined) break
      const failure = await this.#call([parcel])
      if (failure === undefined || isRefusal(failure, [parcel])) {
        if (failure !== undefined) this.#refuse([parcel], failure)
        for (const suspect of failed) await this.#call([suspect])
        return true
      }
      failed.push(parcel)
      if (this.#late >= MAX_LATE) return false
    }
    return false
  }

  /** @returns the failure */
  async #call(parcels: readonly Parcel<E>[]): Promise<Error | undefined> {
    this.#calls += 1
    try {
      await this.#take(parcels.map(({ event }) => event))
    } catch (thrown) {
      if (thrown instanceof Stopped) throw thrown
      return this.#note(parcels, thrown instanceof Error ? thrown : new Error(messageOf(thrown)))
    }
    this.#late = 0
    this.#answeredAt.push(this.#calls)
    for (const { position } of parcels) this.taken.add(position)
    return undefined
  }

  #note(parcels: readonly Parcel<E>[], failure: Error): Error {
    this.failure = failure
    this.#late = failure instanceof Late ? this.#late + 1 : 0
    const positions = new Set(parcels.map(({ position }) => position))
    // A refusal is an answer, so the target is available.
    if (isRefusal(failure, parcels)) this.#answeredAt.push(this.#calls)
    else this.#failed.push({ at: this.#calls, positions, failure })
    return failure
  }

  #refuse(guilty: readonly Parcel<E>[], failure: Error): void {
    for (const parcel of guilty) {
      this.refused.push({ parcel, failure })
      this.#refusedAt.add(parcel.position)
    }
  }

  #aloneCalls(position: Position): readonly FailedAttempt[] {
    if (this.#isDone(position)) return []
    return this.#failed.filter(({ positions }) => positions.size === 1 && positions.has(position))
  }

  #isDone(position: Position): boolean {
    return this.taken.has(position) || this.#refusedAt.has(position)
  }
}

// A refusal that names only events of other batches says nothing about these.
function isRefusal(failure: Error, parcels: readonly Parcel<unknown>[]): boolean {
  if (!(failure instanceof Refused)) return false
  return failure.eventIds.size === 0 || parcels.some(({ event }) => failure.eventIds.has(event.id))
}
