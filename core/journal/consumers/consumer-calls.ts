import { inTime } from '../../async.ts'
import type { Event } from '../../events/event.ts'
import type { EventType } from '../../events/vocabulary.ts'
import type { ConsumeFunction } from '../../plugin/context.ts'
import { Late, Stopped } from './attempt.ts'

/** The calls of a consumer's function: one at a time, each within a deadline. */
export class ConsumerCalls {
  readonly #take: ConsumeFunction<EventType>
  readonly #deadlineMs: number
  readonly #killing = new AbortController()
  /** The current call; the next one waits for it. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(take: ConsumeFunction<EventType>, deadlineMs: number) {
    this.#take = take
    this.#deadlineMs = deadlineMs
  }

  /** @throws Late, Stopped, or what the function threw */
  call(events: readonly Event[]): Promise<void> {
    const turn = this.#turn.then(() => this.#callNow(events))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** Ends the current call and every later one. */
  kill(): void {
    this.#killing.abort(new Stopped('stopped'))
  }

  async #callNow(events: readonly Event[]): Promise<void> {
    const ms = this.#deadlineMs
    const late = () => new Late(`no answer within ${ms / 1_000} s`)
    await inTime({ ms, late, signals: [this.#killing.signal] }, signal =>
      this.#take(events, signal),
    )
  }
}
