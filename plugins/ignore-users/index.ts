import { anyOf, definePlugin, drop, type Event, keep, type User } from 'promethean'
import { z } from 'zod'

// What a user does. What others do to a user (`chat.deleted`, `chat.cleared`, `chat.moderated`) stays.
const DEEDS = [
  'chat.message',
  'channel.followed',
  'channel.subscribed',
  'channel.gifted',
  'channel.cheered',
  'channel.tipped',
  'channel.raided',
  'channel.redeemed',
] as const

const name = z.string().trim().min(1)

/** Drops everything certain accounts say and do: service bots, follow bots, your own second account. */
export const ignoreUsers = definePlugin({
  name: 'ignore-users',
  options: z.strictObject({
    users: z.array(name).describe('login, display name, handle or id, in any case'),
    platforms: z.array(name).min(1).optional().describe('only on these platforms; default: all'),
  }),
  setup: ({ filter, options: { users, platforms } }) => {
    const isIgnored = anyOf(users)
    const where = platforms && new Set(platforms.map(platform => platform.toLowerCase()))
    filter(DEEDS, event => {
      if (where && !where.has(event.platform ?? '')) return keep()
      const user = doer(event)
      return user && isIgnored(user) ? drop('ignored_user') : keep()
    })
  },
})

/** Who did it; for a gift, the giver. */
function doer(event: Event<(typeof DEEDS)[number]>): Partial<User> | undefined {
  if (event.type === 'channel.raided') return event.data.from
  if (event.type === 'channel.subscribed' && event.data.gift) return event.data.gift.from
  return event.data.user
}
