/** What an event must be about to be told, by the ids Twitch wants for its type. */
type About = 'channel' | 'moderator' | 'reader' | 'raided'

/** One kind of event to subscribe to. */
export interface Subscription {
  readonly type: string
  readonly version: string
  readonly about: About
  /** All of these; `read` is satisfied by `manage`. */
  readonly scopes: readonly string[]
  /** Not wanted where this other type is subscribed: it tells the same, and better. */
  readonly unless?: string
}

const SUBS = ['channel:read:subscriptions']
const POINTS = ['channel:read:redemptions']
const CHAT = ['user:read:chat']
const POLLS = ['channel:read:polls']
const PREDICTIONS = ['channel:read:predictions']
const HYPE = ['channel:read:hype_train']
// https://dev.twitch.tv/docs/eventsub/eventsub-subscription-types/#channelmoderate-v2
const MODERATION = [
  'moderator:read:banned_users',
  'moderator:read:chat_messages',
  'moderator:read:blocked_terms',
  'moderator:read:chat_settings',
  'moderator:read:unban_requests',
  'moderator:read:warnings',
  'moderator:read:moderators',
  'moderator:read:vips',
]
const NOTICES = 'channel.chat.notification'
const REDEMPTION = 'channel.channel_points_custom_reward_redemption'

/**
 * All kinds, those many wait for first. Subscriptions, gifts, raids and cheers are told by chat with the ids other
 * sources know them by, so what tells them without is second choice.
 */
export const SUBSCRIPTIONS: readonly Subscription[] = [
  of('channel.chat.message', '1', 'reader', CHAT),
  of(NOTICES, '1', 'reader', CHAT),
  of('stream.online', '1', 'channel', []),
  of('stream.offline', '1', 'channel', []),
  of('channel.chat.message_delete', '1', 'reader', CHAT),
  of('channel.chat.clear', '1', 'reader', CHAT),
  of('channel.chat.clear_user_messages', '1', 'reader', CHAT),
  of('channel.follow', '2', 'moderator', ['moderator:read:followers']),
  of('channel.update', '2', 'channel', []),
  of(`${REDEMPTION}.add`, '1', 'channel', POINTS),
  of(`${REDEMPTION}.update`, '1', 'channel', POINTS),
  of('channel.moderate', '2', 'moderator', MODERATION),
  of('channel.poll.begin', '1', 'channel', POLLS),
  of('channel.poll.progress', '1', 'channel', POLLS),
  of('channel.poll.end', '1', 'channel', POLLS),
  of('channel.prediction.begin', '1', 'channel', PREDICTIONS),
  of('channel.prediction.progress', '1', 'channel', PREDICTIONS),
  of('channel.prediction.lock', '1', 'channel', PREDICTIONS),
  of('channel.prediction.end', '1', 'channel', PREDICTIONS),
  of('channel.hype_train.begin', '2', 'channel', HYPE),
  of('channel.hype_train.progress', '2', 'channel', HYPE),
  of('channel.hype_train.end', '2', 'channel', HYPE),
  of('channel.ad_break.begin', '1', 'channel', ['channel:read:ads']),
  of('channel.shared_chat.begin', '1', 'channel', []),
  of('channel.shared_chat.update', '1', 'channel', []),
  of('channel.shared_chat.end', '1', 'channel', []),
  of('channel.subscribe', '1', 'channel', SUBS, NOTICES),
  of('channel.subscription.gift', '1', 'channel', SUBS, NOTICES),
  of('channel.subscription.message', '1', 'channel', SUBS, NOTICES),
  of('channel.cheer', '1', 'channel', ['bits:read'], 'channel.chat.message'),
  of('channel.raid', '1', 'raided', [], NOTICES),
  of('channel.ban', '1', 'channel', ['channel:moderate'], 'channel.moderate'),
  of('channel.unban', '1', 'channel', ['channel:moderate'], 'channel.moderate'),
]

/** The condition of a subscription, as the channel's own account asks for it. */
export function conditionOf({ about }: Subscription, id: string): Readonly<Record<string, string>> {
  switch (about) {
    case 'channel':
      return { broadcaster_user_id: id }
    case 'moderator':
      return { broadcaster_user_id: id, moderator_user_id: id }
    case 'reader':
      return { broadcaster_user_id: id, user_id: id }
    case 'raided':
      return { to_broadcaster_user_id: id }
  }
}

/** Whether another type that is active tells the same, and better: it came late, when the second choice was there. */
export function isToldBetter(type: string, active: ReadonlySet<string>): boolean {
  const better = SUBSCRIPTIONS.find(one => one.type === type)?.unless
  return better !== undefined && active.has(better)
}

function of(...[type, version, about, scopes, unless]: Row): Subscription {
  return { type, version, about, scopes, ...(unless !== undefined && { unless }) }
}

type Row = readonly [
  type: string,
  version: string,
  about: About,
  scopes: readonly string[],
  unless?: string,
]
