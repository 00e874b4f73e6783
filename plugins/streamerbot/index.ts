import { Actions, ChatSender, definePlugin, type NewEvent, TitleTarget } from 'promethean'
import { Observable } from 'rxjs'
import { createActions } from './actions.ts'
import { Echoes } from './echoes.ts'
import { options } from './options.ts'
import { chatSender } from './sender.ts'
import type { Session } from './session.ts'
import { Titles, titleTarget } from './title.ts'

/** All a Streamer.bot tells, of every platform it is signed in with; it speaks there too, and runs its actions. */
export const streamerbot = definePlugin({
  name: 'streamerbot',
  options,
  provides: ({ titleAction }) => [ChatSender, Actions, ...(titleAction ? [TitleTarget] : [])],
  examine: async context => (await import('./examine.ts')).examine(context),
  async setup({ options, link, log, provide }) {
    // The library takes its time to load; who only imports the plugins does not wait for it.
    const { Session } = await import('./session.ts')
    const { bot, password, titleAction } = options
    const connection = link({ quiet: options.quiet })
    const echoes = new Echoes()
    const titles = new Titles()
    let last: Session | undefined
    const session = () => (last?.isReady ? last : undefined)
    const actions = createActions({ session, echoes })
    provide(ChatSender, chatSender({ session, bot, hasPassword: password !== undefined, log }))
    provide(Actions, actions)
    if (titleAction) provide(TitleTarget, titleTarget(titleAction, { actions, titles }))

    return new Observable<NewEvent>(subscriber => {
      const emit = (told: NewEvent) => {
        titles.read(told)
        subscriber.next(told)
      }
      const begun = new Session({ options, link: connection, log, echoes, emit })
      last = begun
      begun.over.addEventListener('abort', () => titles.end())
      return () => begun.close()
    })
  },
})
