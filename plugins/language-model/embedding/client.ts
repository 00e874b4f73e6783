import { fields } from '../../formats/json.ts'
import type { ModelConnection } from '../options.ts'
import { compatibleServer, straight } from '../provider/client.ts'

/** What a server answered, unchecked. */
export interface EmbeddingAnswer {
  /** What should be a list of numbers for each text, in their order. */
  readonly rows: unknown
  /** If the server reports them. */
  readonly tokens: number | undefined
}

/** Asks one model for vectors over the network. */
export type EmbeddingClient = (
  texts: readonly string[],
  signal: AbortSignal,
) => Promise<EmbeddingAnswer>

// 256 vectors of 8,192 numbers, 20 characters each, are 42 MB.
const MOST_BYTES = 64 * 2 ** 20

/**
 * Loads the libraries and makes a client of them.
 * @param dimensions how many are asked for: OpenAI can shorten its vectors, others refuse the question
 * @throws whatever loading throws
 */
export async function openEmbeddingClient(
  connection: ModelConnection,
  dimensions: number | undefined,
): Promise<EmbeddingClient> {
  const [ai, server] = await Promise.all([import('ai'), compatibleServer(connection, bounded)])
  // Keeps the library's warnings off the console, where they would appear among our lines.
  globalThis.AI_SDK_LOG_WARNINGS = false
  const model = server.embeddingModel(connection.model)
  const asked = connection.provider === 'openai' && dimensions !== undefined && { dimensions }
  return async (texts, signal) => {
    const values = [...texts]
    const heard = await ai.embedMany({
      ...{ model, values, abortSignal: signal, maxRetries: 0, maxParallelCalls: 1 },
      ...asked,
    })
    const { tokens } = heard.usage
    return {
      rows: inOrder(heard.embeddings, heard.responses?.[0]?.body),
      tokens: Number.isSafeInteger(tokens) && tokens > 0 ? tokens : undefined,
    }
  }
}

// The library takes vectors as they come; each may say which text it belongs to. A place named twice leaves another empty.
function inOrder(rows: readonly unknown[], body: unknown): readonly unknown[] {
  const { data } = fields(body)
  const places = Array.isArray(data) ? data.map(item => fields(item).index) : []
  if (places.every(place => place === undefined)) return rows
  const ordered: unknown[] = rows.map(() => undefined)
  rows.forEach((row, at) => {
    const place = places[at]
    if (typeof place === 'number' && place in ordered) ordered[place] = row
  })
  return ordered
}

// What is endless must not fill the memory.
const bounded: typeof fetch = async (input, init) => {
  const answer = await straight(input, init)
  let bytes = 0
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > MOST_BYTES) controller.error(new Error('the answer is longer than 64 MB'))
      else controller.enqueue(chunk)
    },
  })
  return new Response(answer.body?.pipeThrough(limit) ?? null, answer)
}
