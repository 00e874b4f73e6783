import { EmbeddingsFailure, PluginFailure } from 'promethean'

const HOW = 'add localEmbeddings() or languageModel({ embeddings: ... })'

/** Nothing embeds. */
export function noModel(wanted: string | undefined): EmbeddingsFailure {
  const why =
    wanted === undefined
      ? 'no plugin in this config provides Embeddings'
      : `no plugin called ${wanted} provides Embeddings`
  const advice = wanted === undefined ? HOW : `correct the option model, or ${HOW}`
  return new EmbeddingsFailure('refused', { what: 'cannot search by meaning', why, advice })
}

/** The model did not embed the question in time. */
export function lateQuestion(ms: number): EmbeddingsFailure {
  return new EmbeddingsFailure('away', {
    what: 'cannot search by meaning',
    why: `the model did not read the question within ${ms / 1_000} s`,
    advice: 'ask again, or search by words',
  })
}

/** The model says nothing, not even that it cannot. */
export function lateModel(ms: number): EmbeddingsFailure {
  return new EmbeddingsFailure('away', {
    what: 'cannot embed what was said',
    why: `the model did not answer within ${ms / 60_000} min`,
    advice: 'restart its server',
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

/** Another instance has the file. */
export function fileInUse(file: string): PluginFailure {
  return new PluginFailure({
    what: `cannot use the index ${file}`,
    why: 'another Promethean, or another use of memory in this config, is using it',
    advice: 'end the other one, or put this config into a folder of its own',
  })
}

/** The index was begun anew although events were read before. */
export function begunAnew(aside?: string): string {
  const why =
    aside === undefined
      ? 'memory.db was missing and has been begun anew'
      : `memory.db was damaged and has been begun anew; the damaged one is ${aside}`
  return `${why}; what was said before is found by words only until you run promethean rewind memory --beginning`
}
