interface SubscriptionType {
  readonly version: string
  readonly condition: readonly string[]
  /** One of each list. */
  readonly scopes: readonly (readonly string[])[]
}

const CHANNEL = ['broadcaster_user_id']
const MODERATOR = ['broadcaster_user_id', 'moderator_user_id']
const READER = ['broadcaster_user_id', 'user_id']

const type = (
  version: string,
  condition: readonly string[],
  ...scopes: readonly (readonly string[])[]
): SubscriptionType => ({ version, condition, scopes })
const either = (what: string) => [`channel:read:${what}`, `channel:manage:${what}`]
const moderates = (what: string) => [`moderator:read:${what}`, `moderator:manage:${what}`]

const chat = type('1', READER, ['user:read:chat'])
const subs = type('1', CHANNEL, ['channel:read:subscriptions'])
const points = type('1', CHANNEL, either('redemptions'))
const poll = type('1', CHANNEL, either('polls'))
const prediction = type('1', CHANNEL, either('predictions'))
const hype = type('2', CHANNEL, ['channel:read:hype_train'])
const open = type('1', CHANNEL)

/** What Twitch demands for each type, after the reference of subscription types. */
export const subscriptionTypes: Readonly<Record<string, SubscriptionType>> = {
  'channel.chat.message': chat,
  'channel.chat.notification': chat,
  'channel.chat.message_delete': chat,
  'channel.chat.clear': chat,
  'channel.chat.clear_user_messages': chat,
  'stream.online': open,
  'stream.offline': open,
  'channel.update': type('2', CHANNEL),
  'channel.follow': type('2', MODERATOR, ['moderator:read:followers']),
  'channel.raid': type('1', ['to_broadcaster_user_id']),
  'channel.subscribe': subs,
  'channel.subscription.gift': subs,
  'channel.subscription.message': subs,
  'channel.cheer': type('1', CHANNEL, ['bits:read']),
  'channel.ban': type('1', CHANNEL, ['channel:moderate']),
  'channel.unban': type('1', CHANNEL, ['channel:moderate']),
  'channel.moderate': type(
    '2',
    MODERATOR,
    moderates('blocked_terms'),
    moderates('chat_settings'),
    moderates('unban_requests'),
    moderates('banned_users'),
    moderates('chat_messages'),
    moderates('warnings'),
    ['moderator:read:moderators'],
    ['moderator:read:vips'],
  ),
  'channel.channel_points_custom_reward_redemption.add': points,
  'channel.channel_points_custom_reward_redemption.update': points,
  'channel.poll.begin': poll,
  'channel.poll.progress': poll,
  'channel.poll.end': poll,
  'channel.prediction.begin': prediction,
  'channel.prediction.progress': prediction,
  'channel.prediction.lock': prediction,
  'channel.prediction.end': prediction,
  'channel.hype_train.begin': hype,
  'channel.hype_train.progress': hype,
  'channel.hype_train.end': hype,
  'channel.ad_break.begin': type('1', CHANNEL, ['channel:read:ads']),
  'channel.shared_chat.begin': open,
  'channel.shared_chat.update': open,
  'channel.shared_chat.end': open,
}
