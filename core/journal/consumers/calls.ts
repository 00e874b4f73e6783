import { timerMs } from '../../backoff.ts'
import type { Event } from '../../events/event.ts'
import type { EventType } from '../../events/vocabulary.ts'
import type { ConsumeFunction } from '../../plugin/context.ts'
import { Late, Stopped } from './attempt.ts'

/** The calls of a consumer's function: one at a time, each within a deadline. */
export class ConsumerCalls {
  readonly #take: ConsumeFunction<EventType>
  readonly #deadlineMs: number
  readonly #killing = new AbortController()
  /** The call at hand; the next one waits for it. */
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

  /** Ends the call at hand and every later one. */
  kill(): void {
    this.#killing.abort(new Error('stopped'))
  }

  async #callNow(events: readonly Event[]): Promise<void> {
    const deadlineMs = this.#deadlineMs
    const ending = new AbortController()
    let end: (failure: Error) => void = () => undefined
    const ended = new Promise<never>((_, reject) => {
      end = failure => {
        reject(failure)
        ending.abort(failure)
      }
    })
    const kill = () => end(new Stopped('stopped'))
    const late = new Late(`no answer within ${deadlineMs / 1_000} s`)
    const timer = setTimeout(() => end(late), timerMs(deadlineMs))
    this.#killing.signal.addEventListener('abort', kill)
    if (this.#killing.signal.aborted) kill()
    try {
      await Promise.race([ended, this.#taken(events, ending.signal)])
    } finally {
      clearTimeout(timer)
      this.#killing.signal.removeEventListener('abort', kill)
    }
  }

  async #taken(events: readonly Event[], signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.#take(events, signal)
  }
}
