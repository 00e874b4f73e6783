import type { Event } from '../../events/event.ts'
import { EVENT_TYPES } from '../../events/types.ts'
import type { User } from '../../events/vocabulary.ts'
import { brief } from './brief.ts'

const OF_CORE: ReadonlySet<string> = new Set(EVENT_TYPES)

/** An event in a few words, for the terminal; empty where its type says it all. */
export function describeEvent(event: Event): string {
  switch (event.type) {
    case 'chat.message':
      return `${event.data.user.displayName}: ${event.data.text}`
    case 'chat.deleted':
      return `a line of ${nameOf(event.data.user)} was deleted`
    case 'chat.cleared':
      return event.data.user === undefined
        ? 'the chat was cleared'
        : `lines of ${nameOf(event.data.user)} were cleared`
    case 'chat.moderated':
      return `${event.data.action}: ${nameOf(event.data.user)}`
    case 'channel.followed':
      return `${nameOf(event.data.user)} follows`
    case 'channel.subscribed':
      return `${nameOf(event.data.user)} subscribed${event.data.gift === undefined ? '' : ' (a gift)'}`
    case 'channel.gifted':
      return `${nameOf(event.data.user)} gave ${counted(event.data.count, 'sub')}`
    case 'channel.cheered':
      return `${nameOf(event.data.user)} cheered ${counted(event.data.bits, 'bit')}`
    case 'channel.tipped':
      return `${nameOf(event.data.user)} tipped ${event.data.amount} ${event.data.currency}`
    case 'channel.raided':
      return `${nameOf(event.data.from)} raided with ${counted(event.data.viewers, 'viewer')}`
    case 'channel.redeemed':
      return `${nameOf(event.data.user)} redeemed ${event.data.reward.title}`
    case 'channel.updated':
      return event.data.title === undefined ? '' : `title: ${event.data.title}`
    case 'channel.polled':
      return `poll ${event.data.phase}: ${event.data.title}`
    case 'channel.predicted':
      return `prediction ${event.data.phase}: ${event.data.title}`
    case 'channel.hyped':
      return hypeOf(event.data)
    case 'obs.scene.changed':
      return `scene ${event.data.scene}`
    case 'chat.sent':
      return `${event.data.confirmed || event.test ? 'said' : 'said, not confirmed'}: ${event.data.text}`
    case 'chat.dropped':
      return `not said (${event.data.reason}): ${event.data.text}`
    case 'title.wanted':
      return event.data.reason ?? ''
    case 'title.generated':
      return `${event.data.isFallback ? 'fallback title' : 'title thought of'}: ${event.data.title}`
    case 'title.changed':
      return `${event.data.isConfirmed ? 'title set' : 'title sent, not confirmed'}: ${event.data.title}`
    case 'llm.answered':
      return `${event.data.model} answered: ${event.data.answer}`
    case 'mood.set':
      return event.data.mood
    case 'chat.mood':
      return moodOf(event.data)
    case 'platform.event':
      return platformOf(event.data)
    case 'plugin.failed':
      return `${event.data.plugin}: ${event.data.reason}`
    case 'source.connected':
    case 'source.stale':
    case 'source.disconnected':
      return event.data.source
    case 'session.started':
    case 'session.ended':
      return event.data.session
    case 'channel.ad.started':
      return `for ${event.data.seconds} s`
    default:
      return OF_CORE.has(event.type) ? (event.channel ?? '') : brief(event.data)
  }
}

function platformOf({ name, data, ...rest }: Event<'platform.event'>['data']): string {
  return [name, brief({ ...rest, ...Object(data) })].filter(Boolean).join('  ')
}

function hypeOf({ phase, level }: Event<'channel.hyped'>['data']): string {
  return `hype train ${phase}${level === undefined ? '' : `, level ${level}`}`
}

function moodOf({ rate, chatters, sentiment }: Event<'chat.mood'>['data']): string {
  const pace = `${counted(Math.round(rate), 'line')}/min by ${counted(chatters, 'chatter')}`
  return `${pace}, sentiment ${sentiment.toFixed(2)}`
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

function nameOf(user: Partial<User> | undefined): string {
  return user?.displayName ?? user?.name ?? 'somebody'
}
