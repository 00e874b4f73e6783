import { EmbeddingsFailure, PluginFailure } from 'promethean'

const HOW = 'add localEmbeddings() or languageModel({ embeddings: ... })'

/** Nothing embeds. */
export function noModel(
  wanted: string | undefined,
  what = 'cannot search by meaning',
): EmbeddingsFailure {
  const why =
    wanted === undefined
      ? 'no plugin in this config provides Embeddings'
      : `no plugin called ${wanted} provides Embeddings`
  const advice = wanted === undefined ? HOW : `correct the option model, or ${HOW}`
  return new EmbeddingsFailure('refused', { what, why, advice })
}

/** The model says nothing, not even that it cannot. */
export function lateModel(ms: number): EmbeddingsFailure {
  return new EmbeddingsFailure('away', {
    what: 'cannot embed what was said',
    why: `the model did not answer within ${ms / 60_000} min`,
    advice: 'restart its server',
  })
}

/** Another instance has the file. */
export function fileInUse(file: string, plugin: string): PluginFailure {
  return new PluginFailure({
    what: `cannot use the index ${file}`,
    why: `another Promethean, or another use of ${plugin} in this config, is using it`,
    advice: 'end the other one, or put this config into a folder of its own',
  })
}

/** A file, and what its loss means. */
export interface LostFile {
  /** Its name. */
  readonly name: string
  /** The plugin's use that keeps it. */
  readonly id: string
  /** What is so until it is built again. */
  readonly until: string
}

/** The index was begun anew although events were read before. */
export function begunAnew({ name, id, until }: LostFile, aside?: string): string {
  const why =
    aside === undefined
      ? `${name} was missing and has been begun anew`
      : `${name} was damaged and has been begun anew; the damaged one is ${aside}`
  return `${why}; ${until} until you run promethean rewind ${id} --beginning`
}
