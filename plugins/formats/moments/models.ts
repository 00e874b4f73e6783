import {
  aboutProvider,
  chooseProvider,
  type Embedded,
  type EmbeddingPurpose,
  Embeddings,
  inTime,
} from 'promethean'
import { lateModel } from './errors.ts'
import type { MomentStore } from './store/store.ts'
import type { Asking } from './store/thread.ts'

/** Texts that never change: how a model embeds them tells it from another one of the same name. */
const PROBES = [
  'Good evening everyone, how is the stream going?',
  'The boss fight went wrong because of the lag.',
  'Ein kurzer Satz in einer anderen Sprache.',
] as const

// A model is replaced behind its server without a word: then questions and vectors would not fit.
const TRUSTED_MS = 10 * 60_000
// Providers have a deadline of their own; one that has none must not hold up everything for ever.
const ANSWER_MS = 2 * 60_000

/** A model whose vectors have a place in the index. */
export interface IndexedModel {
  readonly id: number
  readonly name: string
  readonly dimensions: number
  readonly embed: (
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal: AbortSignal,
  ) => Promise<Embedded>
}

interface Parts {
  readonly store: Asking<MomentStore>
  readonly providers: ReadonlyMap<string, Embeddings>
  /** The plugin id of the option `model`. */
  readonly wanted: string | undefined
}

interface Trusted {
  readonly model: IndexedModel
  readonly until: number
}

/** The models that can be asked, and which part of the index is theirs. */
export class Models {
  readonly #parts: Parts
  readonly #trusted = new Map<string, Trusted>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * The chosen model; one that is new gets a part of the index.
   * @returns undefined if no plugin provides it
   * @throws EmbeddingsFailure while it is away
   */
  async chosen(signal: AbortSignal): Promise<IndexedModel | undefined> {
    const { providers, wanted } = this.#parts
    const found = chooseProvider(providers, wanted)
    return found && (await this.#model(found.id, found.port, { mayAdd: true, signal }))
  }

  /** Another model that can be asked and has vectors already, for the time in which those of the chosen one are made. */
  async other(chosen: IndexedModel, signal: AbortSignal): Promise<IndexedModel | undefined> {
    const models = await this.#parts.store.ask('models', [])
    for (const [id, port] of this.#parts.providers) {
      const name = aboutProvider(Embeddings, port)?.model
      const isKnown = models.some(one => one.name === name && one.id !== chosen.id)
      if (!isKnown) continue
      const model = await this.#model(id, port, { mayAdd: false, signal }).catch(() => undefined)
      if (model !== undefined && model.id !== chosen.id) return model
    }
    return undefined
  }

  /** From now on each is looked at again before it is used. */
  distrust(): void {
    this.#trusted.clear()
  }

  async #model(
    provider: string,
    port: Embeddings,
    { mayAdd, signal }: { readonly mayAdd: boolean; readonly signal: AbortSignal },
  ): Promise<IndexedModel | undefined> {
    const trusted = this.#trusted.get(provider)
    if (trusted !== undefined && trusted.until > Date.now()) return trusted.model
    const { store } = this.#parts
    const ask: IndexedModel['embed'] = (texts, purpose, ending) =>
      inTime({ ms: ANSWER_MS, late: () => lateModel(ANSWER_MS), signals: [ending] }, soon =>
        port.embed(texts, purpose, soon),
      )
    const { vectors: probes, model: name, dimensions } = await ask(PROBES, 'passage', signal)
    const seen = { name, dimensions, probes }
    const id = await store.ask('modelOf', [seen, mayAdd])
    if (id === undefined) return undefined
    const model: IndexedModel = {
      ...{ id, name, dimensions },
      embed: async (texts, purpose, ending) => {
        const embedded = await ask(texts, purpose, ending)
        const isSame = embedded.model === name && embedded.dimensions === dimensions
        if (!isSame) throw new OtherModel()
        return embedded
      },
    }
    this.#trusted.set(provider, { model, until: Date.now() + TRUSTED_MS })
    return model
  }
}

/** The plugin that provides the model was given another one in between. */
export class OtherModel extends Error {}
