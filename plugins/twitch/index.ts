import {
  ChatSender,
  definePlugin,
  Moderation,
  type NewEvent,
  StreamState,
  TitleTarget,
  TokenSource,
  TwitchApi,
} from 'promethean'
import { Observable } from 'rxjs'
import { tellUnheardGifts } from '../formats/unheard-gifts.ts'
import { options } from './options.ts'

/** Connects to Twitch directly, with your own app: events through EventSub; chat, title and moderation through Helix. */
export const twitch = definePlugin({
  name: 'twitch',
  options,
  examine: async context => (await import('./examine.ts')).examine(context),
  signIn: async context => (await import('./sign-in.ts')).signIn(context),
  needs: { streams: StreamState },
  provides: [ChatSender, TitleTarget, Moderation, TokenSource, TwitchApi],
  async setup({ options, folder, secrets, link, provide, log, signal, defer, state, ports }) {
    const { openTwitch } = await import('./open-twitch.ts')
    const connection = link({ quiet: options.quiet })
    const open = openTwitch({
      ...{ options, folder, secrets, log, signal, state },
      link: connection,
      streams: ports.streams,
    })
    defer(() => open.close())
    provide(ChatSender, open.sender)
    provide(TitleTarget, open.title)
    provide(Moderation, open.moderation)
    provide(TokenSource, open.tokens)
    provide(TwitchApi, open.api)
    return new Observable<NewEvent>(subscriber => open.read(told => subscriber.next(told))).pipe(
      tellUnheardGifts(signal),
    )
  },
})
