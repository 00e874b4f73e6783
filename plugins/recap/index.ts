import {
  chooseProvider,
  definePlugin,
  type Event,
  EventHistory,
  event,
  LanguageModel,
  many,
  messageOf,
  type NewEvent,
  NotReady,
  parseDuration,
  Streamer,
} from 'promethean'
import { Subject } from 'rxjs'
import { noModel } from './errors.ts'
import { recapOptions } from './options.ts'
import { recapState } from './spent.ts'

/** Sums up each stream after it has ended: what happened, running jokes and open questions, each with its messages. */
export const recap = definePlugin({
  name: 'recap',
  options: recapOptions,
  needs: { models: many(LanguageModel), history: EventHistory, streamer: Streamer },
  state: recapState,
  async setup({ options, ports, state, consume, note, log, troubled }) {
    const { Summary } = await import('./summary.ts')
    const { isSummarized } = await import('./stream-lines.ts')
    if (chooseProvider(ports.models, options.model) === undefined)
      troubled(messageOf(new NotReady(noModel(options.model))))
    const told = new Subject<NewEvent>()
    // All calls one after the other, and some time to read the chat.
    const deadline = `${Math.ceil((parseDuration(options.deadline) * options.calls) / 60_000) + 1}m`
    consume(
      { types: ['session.ended'], from: 'now', batch: { max: 1 }, deadline },
      async (ended: readonly Event<'session.ended'>[], signal) => {
        for (const one of ended) {
          const { session } = one.data
          // Written already, and killed before that was noted.
          if (await isSummarized(ports.history, session)) continue
          const summary = new Summary({ options, ports, state, cause: one, signal, log })
          const data = await summary.of(session)
          if (data === undefined) note(one, 'no recap: nobody wrote in chat')
          else told.next(event('session.summarized', data, { key: session, cause: one.id }))
        }
      },
    )
    return told
  },
})
