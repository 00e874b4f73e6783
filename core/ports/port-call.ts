import { messageOf } from '../errors.ts'

/** A call of a port that failed. */
export interface FailedCall {
  /** The use that called. */
  readonly plugin: string
  readonly port: string
  readonly method: string
}

const CALLS = new WeakMap<object, FailedCall>()

/** The call of a port this is the failure of; undefined if it is something else. */
export function failedCall(thrown: unknown): FailedCall | undefined {
  return thrown instanceof Error ? CALLS.get(thrown) : undefined
}

/**
 * What a call of a port gives its caller. A failure of it is known as that, whoever catches it.
 * @param onUnheard where nobody waits for the answer: its failure is nobody's unhandled rejection
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

/** A promise that knows whether anybody waits for it. */
class Answer<T> extends Promise<T> {
  // What is made of it is as any other: who waits for that must catch its failure.
  static override get [Symbol.species]() {
    return Promise
  }

  #isHeard = false

  // biome-ignore lint/suspicious/noThenProperty: a promise tells nobody else that it is awaited
  override then<A = T, B = never>(
    onDone?: ((value: T) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isHeard = true
    return super.then(onDone, onFailed)
  }

  unlessHeard(tell: (failure: Error) => void): this {
    // As late as Node looks for rejections nobody handles.
    const look = (failure: Error) => process.nextTick(() => this.#isHeard || tell(failure))
    void super.then(undefined, look)
    return this
  }
}
