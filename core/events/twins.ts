import type { Event, NewEvent } from './event.ts'
import type { User } from './vocabulary.ts'

/**
 * What two sources that share no id tell alike of one happening: type, channel, user and amount.
 * Undefined for types that have no such fields (`platform.event`, `obs.*`) and those that always carry a shared id.
 */
export function twinKey(event: Event | NewEvent): string | undefined {
  const fields = twinFields(event)
  if (fields === undefined) return undefined
  // A made-up happening is never the twin of a real one.
  const kind = event.test ? 'test' : 'real'
  return [event.type, kind, event.platform, event.channel, ...fields].join('\u0000')
}

function twinFields(event: Event | NewEvent): readonly unknown[] | undefined {
  switch (event.type) {
    case 'chat.message':
      // Lines have an id; words of a notice have none where a source tells the notice without it.
      return event.data.isNotice ? [who(event.data.user), event.data.text] : undefined
    case 'channel.cheered':
      return [who(event.data.user), event.data.bits]
    case 'channel.subscribed':
      // Who pays for a renewal only some sources tell.
      return [who(event.data.user), event.data.isResub !== true && event.data.gift !== undefined]
    case 'channel.gifted':
      return [who(event.data.user), event.data.count]
    case 'channel.raided':
      return [who(event.data.from), event.data.viewers]
    case 'channel.tipped':
      return [who(event.data.user), event.data.amount, event.data.currency]
    case 'channel.followed':
      return [who(event.data.user)]
    case 'channel.redeemed':
      return [who(event.data.user), event.data.reward.id, event.data.text]
    case 'chat.cleared':
      return [who(event.data.user)]
    case 'chat.moderated':
      return [event.data.action, who(event.data.user)]
    case 'channel.updated':
      return [event.data.title, event.data.category]
    case 'channel.hyped':
      return [event.data.phase, event.data.level, event.data.total]
    case 'channel.polled':
    case 'channel.predicted':
      return [event.data.phase, event.data.title]
    case 'channel.ad.started':
      return [event.data.seconds]
    case 'stream.online':
    case 'stream.offline':
      return []
    default:
      return undefined
  }
}

// Ids are told by most sources but not by all (an untagged line has only the login), so the login decides.
function who(user: Partial<User> | undefined): string {
  return (user?.name ?? user?.displayName ?? user?.id ?? '').toLowerCase()
}
