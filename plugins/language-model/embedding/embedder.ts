import {
  type Context,
  type Embedded,
  type EmbeddingModel,
  type EmbeddingPurpose,
  type Embeddings,
  EmbeddingsFailure,
  embeddableTexts,
  inTime,
  parseDuration,
  unitVectors,
} from 'promethean'
import { type Budget, estimate } from '../budget.ts'
import { CircuitBreaker } from '../circuit-breaker.ts'
import * as sentence from '../errors.ts'
import type { EmbeddingOptions, LanguageModelOptions, ModelConnection } from '../options.ts'
import { modelFailureOf } from '../provider/failure.ts'
import type { EmbeddingClient } from './client.ts'

// As for questions: a model at home works on one request at a time.
const MOST_AT_ONCE = 8
// Waits of 0.4, 0.8 and 1.6 s between them.
const TRIES = 4

/** What embedding needs of its plugin. */
interface EmbedderParts extends Pick<Context, 'log' | 'signal' | 'secrets'> {
  readonly options: LanguageModelOptions
  readonly embeddings: EmbeddingOptions
  readonly budget: Budget
  client(): Promise<EmbeddingClient>
}

interface Turn {
  readonly signal: AbortSignal
  /** By the monotonic clock. */
  readonly endsAt: number
}

/** Asks the model for vectors: in batches, within its time and budget. */
export class Embedder implements Embeddings, EmbeddingModel {
  readonly model: string
  readonly #parts: EmbedderParts
  readonly #breaker: CircuitBreaker
  readonly #underWay = new Set<Promise<unknown>>()
  #dimensions: number | undefined

  constructor(parts: EmbedderParts) {
    this.#parts = parts
    this.model = parts.embeddings.model
    this.#dimensions = parts.embeddings.dimensions
    this.#breaker = new CircuitBreaker(this.model, TRIES)
  }

  get dimensions(): number | undefined {
    return this.#dimensions
  }

  async embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal?: AbortSignal,
  ): Promise<Embedded> {
    const { log } = this.#parts
    const work = this.#embed(texts, purpose, signal)
    this.#underWay.add(work)
    try {
      return await work
    } catch (thrown) {
      const { failure, isExpected } = this.#failureOf(thrown)
      if (isExpected) log.debug(failure.message)
      else log.warn(failure.message)
      throw failure
    } finally {
      this.#underWay.delete(work)
    }
  }

  /** Resolves when no request is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  async #embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    asked: AbortSignal | undefined,
  ): Promise<Embedded> {
    const { options, embeddings, signal, secrets } = this.#parts
    if (this.#underWay.size >= MOST_AT_ONCE) throw sentence.crowded(this.model, MOST_AT_ONCE)
    const prefix = embeddings.prefixes[purpose]
    const sent = embeddableTexts(texts, embeddings.maxLength, secrets.redact).map(
      text => `${prefix}${text}`,
    )
    const ms = parseDuration(options.deadline)
    const endsAt = performance.now() + ms
    const late = () => sentence.late(this.model, ms)
    try {
      const vectors = await inTime({ ms, late, signals: [asked, signal] }, ending =>
        this.#batches(sent, { signal: ending, endsAt }),
      )
      return { vectors, model: this.model, dimensions: this.#dimensions ?? 0 }
    } catch (failure) {
      const isCalledOff = signal.aborted || asked?.aborted
      throw isCalledOff ? sentence.calledOff(this.model, failure) : failure
    }
  }

  // One after the other: a server that is busy with a batch would only let the next one wait.
  async #batches(texts: readonly string[], { signal, endsAt }: Turn): Promise<Float32Array[]> {
    const { batch } = this.#parts.embeddings
    const limits = { signal, leftMs: () => endsAt - performance.now() }
    const vectors: Float32Array[] = []
    for (let from = 0; from < texts.length; from += batch) {
      const some = texts.slice(from, from + batch)
      vectors.push(...(await this.#breaker.ask(() => this.#attempt(some, signal), limits)))
    }
    return vectors
  }

  async #attempt(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const { budget, client } = this.#parts
    const asked = texts.reduce((sum, text) => sum + estimate(text), 0)
    let cost = 0
    let settle = (_: number) => {}
    try {
      signal.throwIfAborted()
      settle = budget.hold(asked)
      const embed = await client()
      const { rows, tokens } = await embed(texts, signal)
      cost = tokens ?? asked
      return this.#read(rows, texts.length)
    } catch (failure) {
      if (failure instanceof EmbeddingsFailure) throw failure
      throw signal.aborted ? signal.reason : this.#modelFailureOf(failure)
    } finally {
      settle(cost)
    }
  }

  // The first answer settles how many dimensions there are; other vectors later are of a model that took its place.
  #read(rows: unknown, count: number): readonly Float32Array[] {
    const limits = { model: this.model, count, dimensions: this.#dimensions }
    const vectors = unitVectors(rows, limits)
    this.#dimensions ??= vectors[0]?.length
    return vectors
  }

  #failureOf(thrown: unknown): { failure: EmbeddingsFailure; isExpected: boolean } {
    if (thrown instanceof EmbeddingsFailure) return { failure: thrown, isExpected: false }
    const known = this.#modelFailureOf(thrown)
    const { kind, isExpected, what, why, advice } = known
    return {
      failure: new EmbeddingsFailure(kind, { what, why, advice }, { cause: known }),
      isExpected,
    }
  }

  #modelFailureOf(thrown: unknown): sentence.ModelFailure {
    const { options, secrets } = this.#parts
    return modelFailureOf(thrown, embeddingConnection(options, this.model), secrets.redact)
  }
}

/** How the embedding model of these options is reached. */
export function embeddingConnection(
  { provider, baseURL, apiKey }: LanguageModelOptions,
  model: string,
): ModelConnection {
  return { provider, baseURL, apiKey, model, task: 'embeddings' }
}
