import { EmbeddingsFailure } from 'promethean'

/** The model did not embed the question in time. */
export function lateQuestion(ms: number): EmbeddingsFailure {
  return new EmbeddingsFailure('away', {
    what: 'cannot search by meaning',
    why: `the model did not read the question within ${ms / 1_000} s`,
    advice: 'ask again, or search by words',
  })
}

/** The provider changes from one model to another while it is asked. */
export function changingModel(): EmbeddingsFailure {
  return new EmbeddingsFailure('away', {
    what: 'cannot search by meaning',
    why: 'the model has just been replaced by another one',
    advice: 'ask again',
  })
}
