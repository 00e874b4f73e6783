import {
  definePlugin,
  LanguageModel,
  type NewEvent,
  PluginFailure,
  Streamer,
  StreamState,
} from 'promethean'
import { ignoreElements, merge, Subject, tap } from 'rxjs'
import { languageModelOptions } from './options.ts'
import { missingLibraries } from './provider/libraries.ts'

/** Lets other plugins ask a language model, on your own computer or at a paid service. */
export const languageModel = definePlugin({
  name: 'language-model',
  options: languageModelOptions,
  needs: { streams: StreamState, streamer: Streamer },
  provides: [LanguageModel],
  async examine(context) {
    const { examine } = await import('./examine.ts')
    return examine(context)
  },
  async setup({ options, ports, state, provide, on, signal, log, note, secrets }) {
    const missing = missingLibraries(options.provider)
    if (missing !== undefined) throw new PluginFailure(missing)
    const [{ Model }, { Budget, dayIn }] = await Promise.all([
      import('./model.ts'),
      import('./budget.ts'),
    ])
    const { model, budget: limit } = options
    const { streams, streamer } = ports
    const budget = new Budget({
      model,
      state,
      tokens: limit?.tokens,
      period: () => streams.session() ?? dayIn(streamer.timezone),
    })
    const answers = new Subject<NewEvent>()
    const client = once(async () => (await import('./provider/client.ts')).openClient(options))
    const publish = (told: NewEvent) => answers.next(told)
    const answering = new Model({
      options,
      budget,
      client,
      publish,
      signal,
      log,
      note,
      secrets,
    })
    provide(LanguageModel, answering)

    // Once replaced or stopped, it receives no more events, and ends when its last answer is published.
    const ended = on('session.ended').pipe(
      tap({
        next: ({ data }) => {
          const spent = budget.spentIn(data.session)
          if (spent > 0) log.info(`${model} used ${spent} tokens in this stream`)
        },
        complete: () => void answering.settled().then(() => answers.complete()),
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
