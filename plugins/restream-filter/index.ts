import {
  anyOf,
  definePlugin,
  drop,
  duration,
  type Event,
  keep,
  type RecallFunction,
} from 'promethean'
import { z } from 'zod'
import { copyMatcher, type ReadLine, readLine } from './copies.ts'
import { hasRelayPrefix } from './relay-prefix.ts'

const account = z.string().trim().min(1)

/** Drops messages that a relay such as Restream copies from one platform's chat into another. */
export const restreamFilter = definePlugin({
  name: 'restream-filter',
  options: z.strictObject({
    users: z
      .array(account)
      .default(['restream', 'restreambot'])
      .describe(
        'accounts that only relay: all their messages are dropped; login, display name or id',
      ),
    echo: z
      .strictObject({
        users: z.array(account).min(1).describe('accounts that both relay and talk'),
        // Recall reaches 60 s back, no further.
        window: duration({ to: '60s', like: '10s' })
          .default('10s')
          .describe('how long after the original a copy may arrive'),
      })
      .optional(),
  }),
  setup: ({ filter, options: { users, echo } }) => {
    const isRelay = anyOf(users)
    const isEcho = anyOf(echo?.users ?? [])
    filter('chat.message', (event, recall) => {
      const { user, text } = event.data
      if (isRelay(user)) return drop('relay_account')
      if (!echo || !isEcho(user)) return keep()
      if (hasRelayPrefix(text)) return drop('relay_prefix')
      return saidElsewhere(event, recall, echo.window) ? drop('echo') : keep()
    })
  },
})

function saidElsewhere(event: Event<'chat.message'>, recall: RecallFunction, within: string) {
  const isCopyOf = copyMatcher(read(event))
  return recall({ type: 'chat.message', within }).some(
    other => other.platform !== event.platform && isCopyOf(read(other)),
  )
}

// Each is held against many: what is read of an event is the same each time.
const known = new WeakMap<Event, ReadLine>()

function read(event: Event<'chat.message'>): ReadLine {
  const found = known.get(event) ?? readLine(event.data)
  known.set(event, found)
  return found
}
