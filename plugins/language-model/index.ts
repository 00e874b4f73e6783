import {
  definePlugin,
  Embeddings,
  LanguageModel,
  type NewEvent,
  PluginFailure,
  Streamer,
  StreamState,
} from 'promethean'
import { ignoreElements, merge, Subject, tap } from 'rxjs'
import type { Budget } from './budget.ts'
import { languageModelOptions } from './options.ts'
import { missingLibraries } from './provider/libraries.ts'

/** Lets other plugins ask a language model, on your own computer or at a paid service. */
export const languageModel = definePlugin({
  name: 'language-model',
  options: languageModelOptions,
  needs: { streams: StreamState, streamer: Streamer },
  provides: ({ model, embeddings }) => [
    ...(model === undefined ? [] : [LanguageModel]),
    ...(embeddings === undefined ? [] : [Embeddings]),
  ],
  async examine(context) {
    const { examine } = await import('./examine.ts')
    return examine(context)
  },
  async setup({ options, ports, state, provide, on, signal, log, note, secrets }) {
    const missing = missingLibraries(options.provider)
    if (missing !== undefined) throw new PluginFailure(missing)
    const { Budget: Counter, dayIn } = await import('./budget.ts')
    const { streams, streamer } = ports
    const period = () => streams.session() ?? dayIn(streamer.timezone)
    const answers = new Subject<NewEvent>()
    const working: { model: string; budget: Budget; settled(): Promise<void> }[] = []

    const { model, embeddings } = options
    if (model !== undefined) {
      const { Model } = await import('./model.ts')
      const chat = { ...options, model }
      const budget = new Counter({
        model,
        state,
        key: 'spent',
        tokens: chat.budget?.tokens,
        period,
      })
      const client = once(async () => (await import('./provider/client.ts')).openClient(chat))
      const publish = (told: NewEvent) => answers.next(told)
      const own = { options: chat, budget, client, publish }
      const answering = new Model({ ...own, signal, log, note, secrets })
      provide(LanguageModel, answering)
      working.push({ model, budget, settled: () => answering.settled() })
    }
    if (embeddings !== undefined) {
      const { Embedder, embeddingConnection } = await import('./embedding/embedder.ts')
      const { model, dimensions } = embeddings
      const tokens = embeddings.budget?.tokens
      const budget = new Counter({ model, state, key: 'spentOnEmbeddings', tokens, period })
      const connection = embeddingConnection(options, model)
      const client = once(async () => {
        const { openEmbeddingClient } = await import('./embedding/client.ts')
        return openEmbeddingClient(connection, dimensions)
      })
      const own = { options, embeddings, budget, client }
      const embedding = new Embedder({ ...own, signal, log, secrets })
      provide(Embeddings, embedding)
      working.push({ model, budget, settled: () => embedding.settled() })
    }

    // Once replaced or stopped, it receives no more events, and ends when its last answer is published.
    const settled = () => Promise.all(working.map(one => one.settled()))
    const ended = on('session.ended').pipe(
      tap({
        next: ({ data }) => {
          for (const { model, budget } of working) {
            const spent = budget.spentIn(data.session)
            if (spent > 0) log.info(`${model} used ${spent} tokens in this stream`)
          }
        },
        complete: () => void settled().then(() => answers.complete()),
      }),
      ignoreElements(),
    )
    return merge(answers, ended)
  },
})

// Loaded when first asked: who never asks does not wait for the libraries. A failed load is tried again.
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined
  return () => {
    loaded ??= load().catch(failure => {
      loaded = undefined
      throw failure
    })
    return loaded
  }
}
