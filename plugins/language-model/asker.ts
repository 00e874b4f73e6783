import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  retry,
} from 'cockatiel'
import { Trouble } from './trouble.ts'

// Three questions in a row without an answer, each tried twice: it is away.
const FAILURES = 3
const PAUSE_MS = 30_000
// 200 to 600 ms: a moment, and not the same one for everybody.
const RETRY_MS = 200
const RETRY_JITTER_MS = 400

interface Attempts {
  readonly signal: AbortSignal
  /** Left of its time. */
  leftMs(): number
}

/** Tries once more what may pass, and stops asking for a while where nothing passes. */
export class Asker {
  readonly #breaker: CircuitBreakerPolicy
  readonly #model: string
  #last = ''

  constructor(model: string, pauseMs = PAUSE_MS) {
    this.#model = model
    this.#breaker = circuitBreaker(handleWhen(isPassing), {
      halfOpenAfter: pauseMs,
      breaker: new ConsecutiveBreaker(FAILURES),
    })
    this.#breaker.onBreak(reason => {
      if ('error' in reason && reason.error instanceof Error) this.#last = reason.error.message
    })
  }

  /** @throws Trouble where it is not asked for now, or what the last attempt threw */
  async ask<T>(attempt: () => Promise<T>, attempts: Attempts): Promise<T> {
    try {
      return await this.#breaker.execute(() => tried(attempt, attempts))
    } catch (failure) {
      if (!(failure instanceof BrokenCircuitError)) throw failure
      throw new Trouble(
        `${this.#model} is not asked for now, its last ${FAILURES} answers failed; it is tried again within ${PAUSE_MS / 1_000} s. The last: ${this.#last}`,
        { isExpected: true },
      )
    }
  }
}

function tried<T>(attempt: () => Promise<T>, { signal, leftMs }: Attempts): Promise<T> {
  const isWorthIt = (failure: unknown) =>
    isPassing(failure) && !signal.aborted && waitFor(failure) < leftMs()
  const policy = retry(handleWhen(isWorthIt), {
    maxAttempts: 1,
    backoff: new DelegateBackoff(({ result }) => {
      const asked = 'error' in result ? waitFor(result.error) : 0
      return asked + RETRY_MS + Math.random() * RETRY_JITTER_MS
    }),
  })
  // A question called off while it waits must not keep the process.
  return policy.dangerouslyUnref().execute(attempt, signal)
}

function isPassing(failure: unknown): boolean {
  return failure instanceof Trouble && failure.isPassing
}

function waitFor(failure: unknown): number {
  return failure instanceof Trouble ? (failure.retryAfterMs ?? 0) : 0
}
