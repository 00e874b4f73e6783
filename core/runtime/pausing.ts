import { within } from '../async.ts'
import type { Pauses } from '../journal/consumers/pauses.ts'
import type { Log } from '../plugin/context.ts'
import type { Consumers } from './consumers.ts'
import { type Saved, savedSoon } from './saved.ts'

export interface PausingParts {
  readonly pauses: Pauses
  readonly consumers: Pick<Consumers, 'atRest'>
  readonly log: Log
  /** Resolves when it will survive a restart. */
  save(): Promise<void>
}

// A batch at hand may take as long as its consumer's deadline.
const REST_MS = 2_000

/** `promethean pause` and `resume` in a running instance. */
export class Pausing {
  readonly #parts: PausingParts

  constructor(parts: PausingParts) {
    this.#parts = parts
  }

  /** From now on its events wait; the batch at hand is finished first, for two seconds at most. */
  async pause(consumer: string): Promise<Saved> {
    const { pauses, consumers, log, save } = this.#parts
    pauses.pause(consumer)
    log.warn(`${consumer} is paused; promethean resume ${consumer} lets it catch up`)
    await within(REST_MS, consumers.atRest(consumer))
    return savedSoon(save())
  }

  /** It catches up, in order. */
  async resume(consumer: string): Promise<Saved> {
    const { pauses, log, save } = this.#parts
    const wasPaused = pauses.sinceOf(consumer) !== undefined
    pauses.resume(consumer)
    if (wasPaused) log.info(`${consumer} goes on where it was paused`)
    return savedSoon(save())
  }

  /** Logs at the start which consumers are still paused. */
  remind(): void {
    const { pauses, log } = this.#parts
    for (const [consumer, since] of pauses.all) {
      log.warn(
        `${consumer} is paused since ${since.toLocaleString('sv')}; promethean resume ${consumer} lets it catch up`,
      )
    }
  }
}
