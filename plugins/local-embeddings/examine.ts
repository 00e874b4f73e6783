import { EmbeddingsFailure, type ExamineContext, type Finding, findingOf } from 'promethean'
import { LocalEmbedder } from './embedder.ts'
import { missingPackages } from './packages.ts'

/** Looks whether the packages are there, and embeds a word. */
export async function examine({
  options,
  signal,
}: ExamineContext<{ readonly deadline: string }>): Promise<readonly Finding[]> {
  const missing = missingPackages()
  if (missing !== undefined) return [findingOf(missing)]
  const log = { warn: () => undefined, debug: () => undefined }
  const embedder = new LocalEmbedder({ ...options, signal, log })
  const before = performance.now()
  try {
    const { model, dimensions } = await embedder.embed(['hello'], 'query')
    const ms = Math.ceil(performance.now() - before)
    const what = `${model} embeds in ${dimensions} dimensions; loaded and done within ${ms} ms`
    return [{ ok: true, what }]
  } catch (failure) {
    if (failure instanceof EmbeddingsFailure) return [findingOf(failure)]
    throw failure
  } finally {
    await embedder.close()
  }
}
