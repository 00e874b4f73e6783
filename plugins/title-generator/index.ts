import {
  Approval,
  definePlugin,
  type Event,
  EventHistory,
  type EventType,
  LanguageModel,
  many,
  type NewEvent,
  Streamer,
  StreamState,
  TitleTarget,
} from 'promethean'
import { filter, map, merge, Observable, switchMap } from 'rxjs'
import { type Commanded, explainLine, titleCommands } from './commands.ts'
import { StreamerMood } from './mood.ts'
import { titleOptions } from './options.ts'
import { StreamTitles } from './stream-titles.ts'
import type { TitleMaker } from './title-maker.ts'

export type { PromptContext } from './prompt-context.ts'

/** Sets a new title when a stream starts, and another one on request. */
export const titleGenerator = definePlugin({
  name: 'title-generator',
  options: titleOptions,
  needs: {
    targets: many(TitleTarget),
    models: many(LanguageModel),
    approval: Approval,
    history: EventHistory,
    stream: StreamState,
    streamer: Streamer,
  },
  async setup(context) {
    const { on, options, ports, state, note, explain } = context
    // The word lists load slowly, so importing the plugins does not load them.
    const { TitleMaker } = await import('./title-maker.ts')
    const mood = new StreamerMood(state)
    const titles = new StreamTitles({ state, stream: ports.stream, history: ports.history, note })
    const maker = new TitleMaker({ ...context, mood, titles })

    const decide = ({ command, event }: Commanded) => {
      if (command === 'new') return true
      const isDecided =
        !event.test && ports.approval.decide(command === 'ok' ? 'approved' : 'dropped')
      if (!isDecided) note(event, 'nothing to decide: no title is pending')
      return false
    }
    // `on` itself refuses what is no event type.
    const begin = options.on as EventType[]
    const starts = on(begin, { recovered: true })
    explain('chat.message', event => [explainLine(event, ports.streamer)])
    explain(begin, ({ type }) => [
      { rule: `on ${type}`, fits: true, why: 'each stream gets one title' },
    ])
    explain('title.wanted', () => [
      { rule: 'title.wanted', fits: true, why: 'a title is asked for' },
    ])
    on('mood.set', event => mood.set(event))
    return merge(
      starts.pipe(filter(event => titles.isFirst(event))),
      on('title.wanted'),
      titleCommands(on, ports.streamer).pipe(
        filter(decide),
        map(({ event }) => event),
      ),
      // Only the latest request counts.
    ).pipe(switchMap(cause => making(cause, maker, titles)))
  },
})

function making(cause: Event, maker: TitleMaker, titles: StreamTitles): Observable<NewEvent> {
  return new Observable(subscriber => {
    const ending = new AbortController()
    titles.begin()
    const made = maker.make({ cause, signal: ending.signal, tell: told => subscriber.next(told) })
    made
      .finally(() => titles.end())
      .then(
        () => subscriber.complete(),
        failure => subscriber.error(failure),
      )
    return () => ending.abort(new Error('a newer one was requested'))
  })
}
