import { type EmbeddingsFault, NotReady, type Sentence } from 'promethean'

/** Why a model gave no answer. */
export class ModelFailure extends NotReady {
  /** Whether asking again may help. */
  readonly isPassing: boolean
  /** How long the provider asks to be left alone. */
  readonly retryAfterMs: number | undefined
  /** Whether it was said before, or is of the asker's own doing. */
  readonly isExpected: boolean
  /** Which failure of embeddings it would be. */
  readonly kind: EmbeddingsFault

  constructor(said: string | Sentence, details: ModelFailureDetails = {}) {
    super(said, { cause: details.cause })
    this.isPassing = details.isPassing ?? false
    this.retryAfterMs = details.retryAfterMs
    this.isExpected = details.isExpected ?? false
    this.kind = details.kind ?? (this.isPassing ? 'away' : 'refused')
  }
}

interface ModelFailureDetails {
  readonly isPassing?: boolean
  readonly retryAfterMs?: number | undefined
  readonly isExpected?: boolean
  readonly kind?: EmbeddingsFault | undefined
  readonly cause?: unknown
}

/** The time for the answer is up. */
export function late(model: string, ms: number): ModelFailure {
  return new ModelFailure(
    `${model} did not answer within ${ms / 1_000} s; use a smaller model or a longer deadline`,
    { isPassing: true },
  )
}

/** Whoever asked has gone, or the plugin is being stopped. */
export function calledOff(model: string, cause: unknown): ModelFailure {
  return new ModelFailure(
    `the question to ${model} was cancelled, its answer is no longer needed; you need not do anything`,
    { isExpected: true, kind: 'aborted', cause },
  )
}

/** Too many ask at once. */
export function crowded(model: string, most: number): ModelFailure {
  return new ModelFailure(
    `cannot ask ${model}: ${most} questions are already in progress; ask less often, for example with a cooldown`,
    { kind: 'busy' },
  )
}

/** Nothing was said. */
export function empty(model: string): ModelFailure {
  return new ModelFailure(
    `${model} gave an empty answer or only reasoning; ask a simpler question, or use another model`,
  )
}

/** It went on and on. */
export function endless(model: string): ModelFailure {
  return new ModelFailure(
    `${model} did not finish its answer and was stopped; ask for something shorter, or lower the temperature`,
  )
}

/** It looks things up without end. */
export function stillLooking(model: string, most: number): ModelFailure {
  return new ModelFailure(
    `${model} asked for more than ${most} ${most === 1 ? 'look-up' : 'look-ups'} instead of answering; ask a simpler question, or use a larger model`,
  )
}

/** It cannot keep to the schema. */
export function misfit(model: string, why: string): ModelFailure {
  return new ModelFailure(
    `${model} gave two answers that do not fit the schema (${why}); ask for less, or use a larger model`,
  )
}

/** Silence within an answer. */
export function stalled(model: string, ms: number): ModelFailure {
  return new ModelFailure(
    `${model} sent nothing for ${ms / 1_000} s in the middle of its answer; if this keeps happening, use a smaller model`,
    { isPassing: true },
  )
}

/** The answer ended before its end. */
export function cut(model: string): ModelFailure {
  return new ModelFailure(
    `the answer of ${model} broke off before its end; if this keeps happening, check the connection`,
    { isPassing: true },
  )
}
