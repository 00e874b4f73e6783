import {
  type Context,
  type Embedded,
  type EmbeddingModel,
  type EmbeddingPurpose,
  type Embeddings,
  EmbeddingsFailure,
  embeddableTexts,
  inTime,
  messageOf,
  parseDuration,
  unitVectors,
} from 'promethean'
import { broken, calledOff, crowded, late } from './errors.ts'
import { EmbeddingThread } from './thread.ts'

/** https://www.kaggle.com/models/google/universal-sentence-encoder: its small form, as these packages carry it. */
export const MODEL = 'universal-sentence-encoder-lite'
export const DIMENSIONS = 512

// Its time grows with the length; a moment of chat has some 500.
const MOST_CHARACTERS = 1_000
// The thread looks for cancelled calls between these.
const BATCH = 8
const MOST_AT_ONCE = 8

/** What embedding needs of its plugin. */
interface LocalParts extends Pick<Context, 'signal'> {
  readonly deadline: string
  readonly log: Pick<Context['log'], 'warn' | 'debug'>
}

/** Embeds in a thread, one batch at a time. */
export class LocalEmbedder implements Embeddings, EmbeddingModel {
  readonly model = MODEL
  readonly dimensions = DIMENSIONS
  readonly #parts: LocalParts
  readonly #thread = new EmbeddingThread()
  #calls = 0
  /** The batch that was begun last; the next one begins after it. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: LocalParts) {
    this.#parts = parts
  }

  async embed(
    texts: readonly string[],
    _purpose: EmbeddingPurpose,
    asked?: AbortSignal,
  ): Promise<Embedded> {
    const { log, signal } = this.#parts
    this.#calls += 1
    try {
      return await this.#embed(texts, asked)
    } catch (thrown) {
      const isCalledOff = signal.aborted || asked?.aborted
      const failure = isCalledOff ? calledOff(thrown) : failureOf(thrown)
      if (isCalledOff) log.debug(messageOf(failure))
      else log.warn(messageOf(failure))
      throw failure
    } finally {
      this.#calls -= 1
    }
  }

  /** Ends the thread, which frees its memory. */
  async close(): Promise<void> {
    await this.#thread.end()
  }

  async #embed(texts: readonly string[], asked: AbortSignal | undefined): Promise<Embedded> {
    if (this.#calls > MOST_AT_ONCE) throw crowded(MOST_AT_ONCE)
    const read = embeddableTexts(texts, MOST_CHARACTERS)
    const ms = parseDuration(this.#parts.deadline)
    const signals = [asked, this.#parts.signal]
    const vectors = await inTime({ ms, late: () => late(ms), signals }, ending =>
      this.#batches(read, ending),
    )
    return { vectors, model: MODEL, dimensions: DIMENSIONS }
  }

  async #batches(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = []
    for (let from = 0; from < texts.length; from += BATCH) {
      const some = texts.slice(from, from + BATCH)
      const rows = await this.#inTurn(() => {
        signal.throwIfAborted()
        return this.#thread.embed(some)
      })
      const limits = { model: MODEL, count: some.length, dimensions: DIMENSIONS }
      vectors.push(...unitVectors(rows, limits))
    }
    return vectors
  }

  // Calls take turns batch by batch, so that a question does not wait for all that is being read in.
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}

function failureOf(thrown: unknown): EmbeddingsFailure {
  return thrown instanceof EmbeddingsFailure ? thrown : broken(thrown)
}
