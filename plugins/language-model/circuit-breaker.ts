import { Backoff, pause } from 'promethean'
import { ModelFailure } from './errors.ts'

// Three questions in a row without an answer, each tried several times: it is away.
const FAILURES = 3
const PAUSE_MS = 30_000
// 200 to 600 ms at first: a moment, and not the same one for everybody.
const MOMENT = { firstMs: 400, longestMs: 5_000, jitter: 0.5 }

interface AttemptLimits {
  readonly signal: AbortSignal
  /** Left of its time. */
  leftMs(): number
}

/** Tries again what may pass, and stops asking for a while where nothing passes. */
export class CircuitBreaker {
  readonly #model: string
  readonly #tries: number
  /** In a row. */
  #failures = 0
  #last = ''
  #awayUntil = 0
  /** The question that shows whether it is back; all others wait for what becomes of it. */
  #trial: Promise<void> | undefined

  /** @param tries of one question; the last failure is the caller's */
  constructor(model: string, tries = 2) {
    this.#model = model
    this.#tries = tries
  }

  /** @throws Trouble if it is not to be asked now, or the error of the last attempt */
  async ask<T>(attempt: () => Promise<T>, attempts: AttemptLimits): Promise<T> {
    while (this.#trial !== undefined) await this.#trial
    if (performance.now() < this.#awayUntil) throw this.#away()
    const isTrial = this.#failures >= FAILURES
    const answer = this.#judged(tried(attempt, attempts, this.#tries), isTrial)
    if (isTrial) {
      const over = () => {
        this.#trial = undefined
      }
      this.#trial = answer.then(over, over)
    }
    return answer
  }

  async #judged<T>(answer: Promise<T>, isTrial: boolean): Promise<T> {
    try {
      const given = await answer
      this.#isThere()
      return given
    } catch (failure) {
      if (isPassing(failure)) this.#failed(failure)
      // A refusal is an answer.
      else if (isTrial) this.#isThere()
      throw failure
    }
  }

  #isThere(): void {
    this.#failures = 0
    this.#awayUntil = 0
  }

  #failed({ message }: ModelFailure): void {
    this.#failures += 1
    this.#last = message
    if (this.#failures >= FAILURES) this.#awayUntil = performance.now() + PAUSE_MS
  }

  #away(): ModelFailure {
    return new ModelFailure(
      `${this.#model} is paused, its last ${FAILURES} answers failed; it is tried again within ${PAUSE_MS / 1_000} s. The last error: ${this.#last}`,
      { isExpected: true, kind: 'away' },
    )
  }
}

async function tried<T>(
  attempt: () => Promise<T>,
  { signal, leftMs }: AttemptLimits,
  tries: number,
): Promise<T> {
  const backoff = new Backoff(MOMENT)
  for (let left = tries - 1; ; left--) {
    try {
      return await attempt()
    } catch (failure) {
      if (left === 0 || !isPassing(failure) || signal.aborted) throw failure
      const askedMs = failure.retryAfterMs ?? 0
      if (askedMs >= leftMs()) throw failure
      await pause(askedMs + backoff.next(), signal)
      signal.throwIfAborted()
    }
  }
}

function isPassing(failure: unknown): failure is ModelFailure {
  return failure instanceof ModelFailure && failure.isPassing
}
