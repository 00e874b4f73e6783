import { EmbeddingsFailure, messageOf } from 'promethean'
import { PACKAGES } from './packages.ts'

const WHAT = 'cannot embed on this computer'

/** The thread did not load the model, or ended. */
export function broken(cause: unknown): EmbeddingsFailure {
  const why = messageOf(cause).slice(0, 200)
  const advice = `if it happens again, reinstall: npm i ${PACKAGES.join(' ')}`
  return new EmbeddingsFailure('away', { what: WHAT, why, advice }, { cause })
}

/** The time for a call is up. */
export function late(ms: number): EmbeddingsFailure {
  const why = `it was not done within ${ms / 1_000} s`
  return new EmbeddingsFailure('away', {
    ...{ what: WHAT, why },
    advice: 'give it fewer texts at once, or a longer deadline',
  })
}

/** Too many calls wait. */
export function crowded(most: number): EmbeddingsFailure {
  const why = `${most} calls are already waiting`
  return new EmbeddingsFailure('busy', { what: WHAT, why, advice: 'wait for earlier ones first' })
}

/** Whoever asked has gone, or the plugin is being stopped. */
export function calledOff(cause: unknown): EmbeddingsFailure {
  const what = 'the embedding was cancelled, its vectors are no longer needed'
  return new EmbeddingsFailure('aborted', { what, advice: 'you need not do anything' }, { cause })
}
