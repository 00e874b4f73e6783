import { NotReady, type Sentence } from 'promethean'

/** Why a model gave no answer. */
export class ModelFailure extends NotReady {
  /** Whether asking again may help. */
  readonly isPassing: boolean
  /** How long the provider asks to be left alone. */
  readonly retryAfterMs: number | undefined
  /** Whether it was said before, or is of the asker's own doing. */
  readonly isExpected: boolean

  constructor(said: string | Sentence, details: ModelFailureDetails = {}) {
    super(said, { cause: details.cause })
    this.isPassing = details.isPassing ?? false
    this.retryAfterMs = details.retryAfterMs
    this.isExpected = details.isExpected ?? false
  }
}

interface ModelFailureDetails {
  readonly isPassing?: boolean
  readonly retryAfterMs?: number | undefined
  readonly isExpected?: boolean
  readonly cause?: unknown
}

/** The time for the answer is up. */
export function late(model: string, ms: number): ModelFailure {
  return new ModelFailure(
    `${model} did not answer within ${ms / 1_000} s; take a smaller model or a longer deadline`,
    { isPassing: true },
  )
}

/** Whoever asked has gone, or the plugin is being stopped. */
export function calledOff(model: string, cause: unknown): ModelFailure {
  return new ModelFailure(
    `the question to ${model} was called off, as nobody waits for its answer; nothing is to be done`,
    { isExpected: true, cause },
  )
}

/** Too many ask at once. */
export function crowded(model: string, most: number): ModelFailure {
  return new ModelFailure(
    `cannot ask ${model}: ${most} questions are under way already; ask less often, by a cooldown`,
  )
}

/** Nothing was said. */
export function empty(model: string): ModelFailure {
  return new ModelFailure(
    `${model} answered with nothing, or did nothing but think; ask more plainly, or take another model`,
  )
}

/** It went on and on. */
export function endless(model: string): ModelFailure {
  return new ModelFailure(
    `${model} came to no end and was stopped; ask for something shorter, or lower the temperature`,
  )
}

/** It cannot keep to the schema. */
export function misfit(model: string, why: string): ModelFailure {
  return new ModelFailure(
    `${model} answered twice with what does not fit the schema (${why}); ask for less, or take a larger model`,
  )
}

/** Silence within an answer. */
export function stalled(model: string, ms: number): ModelFailure {
  return new ModelFailure(
    `${model} said nothing for ${ms / 1_000} s in the middle of its answer; where that goes on, take a smaller model`,
    { isPassing: true },
  )
}

/** The answer ended before its end. */
export function cut(model: string): ModelFailure {
  return new ModelFailure(
    `the answer of ${model} broke off before its end; where that goes on, look at the connection`,
    { isPassing: true },
  )
}
