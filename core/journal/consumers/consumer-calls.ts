import { inTime } from '../../async.ts'
import type { Event } from '../../events/event.ts'
import type { EventType } from '../../events/vocabulary.ts'
import type { ConsumeFunction } from '../../plugin/context.ts'
import { Late, Stopped } from './attempt.ts'

/** The calls of a consumer's function: one at a time, each within a deadline. */
export class ConsumerCalls {
  readonly #take: ConsumeFunction<EventType>
  readonly #deadlineMs: number
  readonly #isForgotten: (id: string) => boolean
  readonly #killing = new AbortController()
  /** The current call; the next one waits for it. */
  #turn: Promise<unknown> = Promise.resolve()

  /** @param isForgotten an event that was read before it was forgotten, and is not delivered */
  constructor(
    take: ConsumeFunction<EventType>,
    deadlineMs: number,
    isForgotten: (id: string) => boolean,
  ) {
    this.#take = take
    this.#deadlineMs = deadlineMs
    this.#isForgotten = isForgotten
  }

  /** @throws Late, Stopped, or what the function threw */
  call(events: readonly Event[]): Promise<void> {
    const turn = this.#turn.then(() => this.#callNow(events))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** Resolves after the current call, whatever becomes of it. */
  async settled(): Promise<void> {
    await this.#turn
  }

  /** Ends the current call and every later one. */
  kill(): void {
    this.#killing.abort(new Stopped('stopped'))
  }

  async #callNow(all: readonly Event[]): Promise<void> {
    const events = all.filter(({ id }) => !this.#isForgotten(id))
    if (events.length === 0) return
    const ms = this.#deadlineMs
    const late = () => new Late(`no answer within ${ms / 1_000} s`)
    await inTime({ ms, late, signals: [this.#killing.signal] }, signal =>
      this.#take(events, signal),
    )
  }
}
