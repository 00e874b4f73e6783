import { messageOf } from '../errors.ts'

/** A call of a port that failed. */
export interface FailedCall {
  /** The use that called. */
  readonly plugin: string
  readonly port: string
  readonly method: string
}

const CALLS = new WeakMap<object, FailedCall>()

/** What a call of a port gives; a failure of it is known as that, whoever catches it. */
export function followed(result: unknown, call: FailedCall): unknown {
  if (!(result instanceof Promise)) return result
  return result.catch((thrown: unknown) => {
    const failure = thrown instanceof Error ? thrown : new Error(messageOf(thrown))
    CALLS.set(failure, call)
    throw failure
  })
}

/** The call of a port this is the failure of; undefined if it is something else. */
export function failedCall(thrown: unknown): FailedCall | undefined {
  return thrown instanceof Error ? CALLS.get(thrown) : undefined
}
