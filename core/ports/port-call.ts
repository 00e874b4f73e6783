import { messageOf } from '../errors.ts'

/** A call of a port that failed. */
export interface FailedCall {
  /** The use that called. */
  readonly plugin: string
  readonly port: string
  readonly method: string
}

const CALLS = new WeakMap<object, FailedCall>()

/** The port call that failed with this error; undefined if it is another error. */
export function failedCall(thrown: unknown): FailedCall | undefined {
  return thrown instanceof Error ? CALLS.get(thrown) : undefined
}

/**
 * The promise that a port call returns to its caller. Its failure is recognizable as one, wherever it is caught.
 * @param onUnheard called if nothing awaits the result: its failure must not become an unhandled rejection
 */
export function answerOf<T>(
  result: Promise<T>,
  call: FailedCall,
  onUnheard: (failure: Error) => void,
): Promise<T> {
  const known = result.catch((thrown: unknown) => {
    const failure = thrown instanceof Error ? thrown : new Error(messageOf(thrown))
    CALLS.set(failure, call)
    throw failure
  })
  return new Answer<T>((resolve, reject) => void known.then(resolve, reject)).unlessHeard(onUnheard)
}

/** A promise that knows whether anything awaits it. */
class Answer<T> extends Promise<T> {
  // Promises derived from it are ordinary ones: whoever awaits them must catch the failure.
  static override get [Symbol.species]() {
    return Promise
  }

  #isHeard = false

  // biome-ignore lint/suspicious/noThenProperty: only `then` reveals that a promise is awaited
  override then<A = T, B = never>(
    onDone?: ((value: T) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isHeard = true
    return super.then(onDone, onFailed)
  }

  unlessHeard(tell: (failure: Error) => void): this {
    // As late as Node checks for unhandled rejections.
    const look = (failure: Error) => process.nextTick(() => this.#isHeard || tell(failure))
    void super.then(undefined, look)
    return this
  }
}
