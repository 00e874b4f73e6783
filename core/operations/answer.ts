import {
  ConfigProblem,
  type ErrorCode,
  messageOf,
  type Problem,
  PrometheanError,
  type Sentence,
} from '../errors.ts'
import { InvalidInput } from './checked-input.ts'

/** Why an operation was refused. */
export interface Refusal extends Sentence {
  readonly code: ErrorCode | 'invalid_input'
  /** Problems of the config or of the input. */
  readonly problems?: readonly Problem[]
}

/** The result of an operation. */
export type Answer<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly refusal: Refusal }

/** A refusal as a value instead of a throw. */
export async function answerOf<T>(
  work: () => Promise<T>,
  said: (failure: unknown) => Refusal = refusalOf,
): Promise<Answer<T>> {
  try {
    return { done: true, value: await work() }
  } catch (failure) {
    return { done: false, refusal: said(failure) }
  }
}

/** Why something failed, as every operation says it. */
export function refusalOf(failure: unknown): Refusal {
  if (!(failure instanceof PrometheanError)) return { code: 'runtime', what: messageOf(failure) }
  const { code, what, why, advice } = failure
  return {
    code: failure instanceof InvalidInput ? 'invalid_input' : code,
    what,
    ...(why !== undefined && { why }),
    ...(advice !== undefined && { advice }),
    ...(failure instanceof ConfigProblem && { problems: failure.problems }),
  }
}

/** The error again of a refusal that another thread told. */
export function failureOf({ code, problems, ...sentence }: Refusal): PrometheanError {
  const isInvalid = code === 'invalid_input'
  if (problems !== undefined)
    return isInvalid ? new InvalidInput(problems) : new ConfigProblem(problems)
  if (isInvalid) return new PrometheanError('runtime', sentence, { fault: 'invalid' })
  return new PrometheanError(code, sentence)
}
