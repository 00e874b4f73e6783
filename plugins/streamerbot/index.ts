import { Actions, ChatSender, definePlugin, type NewEvent, TitleTarget } from 'promethean'
import { Observable } from 'rxjs'
import { tellUnheardGifts } from '../formats/unheard-gifts.ts'
import { options } from './options.ts'
import { createActions } from './requests/actions.ts'
import { OwnActions } from './requests/own-actions.ts'
import { chatSender, tellerOfSilence } from './requests/sender.ts'
import { Titles, titleTarget } from './requests/title.ts'
import type { Session } from './session.ts'

/** Receives the events of every platform that Streamer.bot is signed in to; sends chat there, runs its actions. */
export const streamerbot = definePlugin({
  name: 'streamerbot',
  options,
  provides: ({ titleAction }) => [ChatSender, Actions, ...(titleAction ? [TitleTarget] : [])],
  examine: async context => (await import('./examine.ts')).examine(context),
  async setup({ options, link, log, on, provide, signal }) {
    // The library loads slowly, so importing the plugins does not load it.
    const { Session } = await import('./session.ts')
    const { bot, password, titleAction } = options
    const connection = link({ quiet: options.quiet })
    const ownActions = new OwnActions()
    const titles = new Titles()
    let last: Session | undefined
    const session = () => (last?.isReady ? last : undefined)
    const actions = createActions({ session, ownActions })
    const platforms = () => session()?.platforms
    const speaking = { session, bot, hasPassword: password !== undefined, log }
    provide(ChatSender, chatSender(speaking))
    provide(Actions, actions)
    if (titleAction) provide(TitleTarget, titleTarget(titleAction, { actions, titles, platforms }))

    const told = new Observable<NewEvent>(subscriber => {
      const emit = (told: NewEvent) => {
        titles.read(told)
        subscriber.next(told)
      }
      const begun = new Session({ options, link: connection, log, ownActions, emit })
      last = begun
      begun.over.addEventListener('abort', () => titles.end())
      return () => begun.close()
    })
    on('chat.dropped', tellerOfSilence(speaking))
    return told.pipe(tellUnheardGifts(signal))
  },
})
