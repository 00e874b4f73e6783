import {
  ChatSender,
  definePlugin,
  EventHistory,
  type NewEvent,
  TitleTarget,
  TwitchApi,
} from 'promethean'
import { Observable } from 'rxjs'
import { chatSender } from './chat/sender.ts'
import { exposureOf } from './errors.ts'
import { options } from './options.ts'

/** Receives Twitch events and chat through a TAU server, including events it stored during an outage. */
export const tau = definePlugin({
  name: 'tau',
  options,
  needs: { history: EventHistory },
  provides: ({ chat }) => [TitleTarget, TwitchApi, ...(chat.length > 0 ? [ChatSender] : [])],
  examine: async context => (await import('./examine.ts')).examine(context),
  setup: async context => {
    const { options, ports, signal, state, link, log, linger, defer, provide } = context
    // Written as TAU's dashboard shows it, it is another text in the environment.
    context.secrets.keep(options.token)
    const { Reader } = await import('./reader.ts')
    const exposure = exposureOf(options.url)
    if (exposure !== undefined) log.warn(exposure)
    const reader = new Reader({
      ...{ options, state, log, linger },
      history: ports.history,
      link: link({ quiet: options.quiet }),
    })
    // While its events still count; at `defer` they do not.
    signal.addEventListener('abort', () => reader.keepMark(), { once: true })
    defer(() => reader.close())
    provide(TitleTarget, reader.titles)
    provide(TwitchApi, reader.twitch)
    const { speakers, ownLines } = reader.session
    if (options.chat.length > 0)
      provide(ChatSender, chatSender({ speakers, ownLines, logins: options.chat }))
    return new Observable<NewEvent>(subscriber => {
      void reader.read(event => subscriber.next(event))
    })
  },
})
