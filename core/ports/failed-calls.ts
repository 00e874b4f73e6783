import { messageOf } from '../errors.ts'

/** A call of a port that failed. */
export interface FailedCall {
  /** The use that called. */
  readonly plugin: string
  readonly port: string
  readonly method: string
}

const CALLS = new WeakMap<object, FailedCall>()

/** The result of a port call; its failure is recognised as such, wherever it is caught. */
export function followed(result: unknown, call: FailedCall): unknown {
  if (!(result instanceof Promise)) return result
  return result.catch((thrown: unknown) => {
    const failure = thrown instanceof Error ? thrown : new Error(messageOf(thrown))
    CALLS.set(failure, call)
    throw failure
  })
}

/** The port call that failed with this error; undefined for other errors. */
export function failedCall(thrown: unknown): FailedCall | undefined {
  return thrown instanceof Error ? CALLS.get(thrown) : undefined
}
