import { EmbeddingsFailure, type Finding, findingOf, unitVectors } from 'promethean'
import type { EmbeddingOptions, LanguageModelOptions } from '../options.ts'
import { modelFailureOf } from '../provider/failure.ts'
import { openEmbeddingClient } from './client.ts'
import { embeddingConnection } from './embedder.ts'

/** Embeds a word, and looks at the vector. */
export async function vectorsFound(
  options: LanguageModelOptions,
  { model, dimensions }: EmbeddingOptions,
  signal: AbortSignal,
): Promise<Finding> {
  const connection = embeddingConnection(options, model)
  const before = performance.now()
  try {
    const embed = await openEmbeddingClient(connection, dimensions)
    const { rows } = await embed(['hello'], signal)
    const [vector] = unitVectors(rows, { model, count: 1, dimensions })
    const ms = Math.ceil(performance.now() - before)
    return { ok: true, what: `${model} embeds in ${vector?.length} dimensions, within ${ms} ms` }
  } catch (failure) {
    if (failure instanceof EmbeddingsFailure) return findingOf(failure)
    return findingOf(modelFailureOf(failure, connection))
  }
}
