import { NotReady, type Sentence } from '../../errors.ts'
import { definePort } from '../port.ts'

/** What a text is embedded for: many models place a question and what answers it by different instructions. */
export type EmbeddingPurpose = 'query' | 'passage'

/** Vectors of texts. Only vectors of one model and of the same number of dimensions can be compared. */
export interface Embedded {
  /** One for each text, in their order: `dimensions` finite numbers of length 1, so a dot product is the cosine. */
  readonly vectors: readonly Float32Array[]
  readonly model: string
  readonly dimensions: number
}

/**
 * Turns texts into vectors: texts of similar meaning get vectors that are near each other. Any text is accepted: a long
 * one is cut, and one that shows nothing gets the vector of a full stop. Rejects with an `EmbeddingsFailure`.
 */
export interface Embeddings {
  /**
   * @param texts at most `MOST_TEXTS` of them
   * @param signal cancels the request
   */
  embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal?: AbortSignal,
  ): Promise<Embedded>
}

/** What a provider of `Embeddings` says about itself. */
export interface EmbeddingModel {
  readonly model: string
  /** Undefined until the model has answered once, if the config does not say it. */
  readonly dimensions: number | undefined
}

export const Embeddings = definePort<Embeddings, EmbeddingModel>('Embeddings', {
  outside: true,
  about: { model: true, dimensions: true },
})

/** How many texts one call of `embed` takes. */
export const MOST_TEXTS = 256

/** Why there are no vectors. */
export type EmbeddingsFault =
  /** The model does not answer, or not in time; the same request may succeed later. */
  | 'away'
  /** It refused the request, the key or the model; the config or the server must change. */
  | 'refused'
  /** It answered with something that is not one vector for each text. */
  | 'invalid'
  /** The vectors do not have the expected number of dimensions: it is another model. */
  | 'wrong_dimensions'
  /** The model does not accept texts of this length. */
  | 'too_long'
  /** Too many requests are in progress. */
  | 'busy'
  | 'over_budget'
  /** The caller cancelled it, or the plugin stops. */
  | 'aborted'

/** Texts could not be embedded; `kind` says why. */
export class EmbeddingsFailure extends NotReady {
  readonly kind: EmbeddingsFault

  constructor(
    kind: EmbeddingsFault,
    said: string | Sentence,
    details: { readonly cause?: unknown } = {},
  ) {
    super(said, details)
    this.kind = kind
  }
}
