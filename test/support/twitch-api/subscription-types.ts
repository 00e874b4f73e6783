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
const shoutout = type('1', MODERATOR, moderates('shoutouts'))
const shield = type('1', MODERATOR, moderates('shield_mode'))
const unbanRequest = type('1', MODERATOR, moderates('unban_requests'))
const warning = type('1', MODERATOR, moderates('warnings'))
const charity = type('1', CHANNEL, ['channel:read:charity'])
const goal = type('1', CHANNEL, ['channel:read:goals'])
const moderator = type('1', CHANNEL, ['moderation:read'])
const vip = type('1', CHANNEL, either('vips'))

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
  'channel.bits.use': type('1', CHANNEL, ['bits:read']),
  'channel.subscription.end': subs,
  'channel.chat_settings.update': chat,
  'channel.channel_points_automatic_reward_redemption.add': type(
    '2',
    CHANNEL,
    either('redemptions'),
  ),
  'channel.channel_points_custom_reward.add': points,
  'channel.channel_points_custom_reward.update': points,
  'channel.channel_points_custom_reward.remove': points,
  'channel.shoutout.create': shoutout,
  'channel.shoutout.receive': shoutout,
  'channel.unban_request.create': unbanRequest,
  'channel.unban_request.resolve': unbanRequest,
  'channel.warning.acknowledge': warning,
  'channel.warning.send': warning,
  'channel.shield_mode.begin': shield,
  'channel.shield_mode.end': shield,
  'channel.charity_campaign.donate': charity,
  'channel.charity_campaign.start': charity,
  'channel.charity_campaign.progress': charity,
  'channel.charity_campaign.stop': charity,
  'channel.goal.begin': goal,
  'channel.goal.progress': goal,
  'channel.goal.end': goal,
  'channel.moderator.add': moderator,
  'channel.moderator.remove': moderator,
  'channel.vip.add': vip,
  'channel.vip.remove': vip,
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
