import { anyOf, type ChatMessage, ChatOutput, definePlugin, type Event } from 'promethean'
import { filter, mergeMap } from 'rxjs'
import { z } from 'zod'

type Greeted = { readonly stream: string; readonly viewers: readonly string[] }

const MOST_REMEMBERED = 5_000

/** Greets every viewer once a stream; once a day if no source reports when the stream runs. */
export default definePlugin({
  name: 'greeter',
  options: z.strictObject({
    greeting: z.string().default('Welcome').describe('the text before the name'),
    bots: z
      .array(z.string())
      .default(['nightbot', 'streamelements', 'streamlabs', 'moobot', 'fossabot', 'wizebot'])
      .describe('accounts never greeted: login, display name, handle or id'),
  }),
  needs: { chat: ChatOutput },
  setup: ({ on, options, ports, state }) => {
    const isBot = anyOf(options.bots)
    let madeUp: Greeted | undefined

    const isNew = (event: Event<'chat.message'>) => {
      const known = event.test ? madeUp : state.get<Greeted>('greeted')
      const greeted = greet(known, event)
      if (greeted === known) return false
      if (event.test) madeUp = greeted
      else state.set('greeted', greeted)
      return true
    }

    return on('chat.message').pipe(
      filter(({ data }) => isViewer(data) && !isBot(data.user)),
      filter(isNew),
      // Greetings wait side by side, in the outbox: it keeps their order and says none too late.
      mergeMap(event =>
        ports.chat.say(`${options.greeting}, ${event.data.user.displayName}!`, { to: event }),
      ),
    )
  },
})

function isViewer({ isSelf, sharedFrom, user }: ChatMessage): boolean {
  return !isSelf && !sharedFrom && !user.roles.includes('broadcaster')
}

/** The users greeted after this message; the same object if none was added. */
function greet(known: Greeted | undefined, event: Event<'chat.message'>): Greeted {
  const stream = event.session ?? event.received.toISOString().slice(0, 10)
  const viewer = `${event.platform}:${event.data.user.id}`
  const viewers = known?.stream === stream ? known.viewers : []
  if (known && viewers.includes(viewer)) return known
  return { stream, viewers: [...viewers, viewer].slice(-MOST_REMEMBERED) }
}
