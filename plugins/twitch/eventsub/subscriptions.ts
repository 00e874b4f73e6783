/** The condition of a subscription, with the ids Twitch requires for its type. */
type ConditionKind = 'channel' | 'moderator' | 'reader' | 'raided'

/** One kind of event to subscribe to. */
export interface Subscription {
  readonly type: string
  readonly version: string
  readonly about: ConditionKind
  /** All of these; `read` is satisfied by `manage`. */
  readonly scopes: readonly string[]
  /** Not needed if this other type is subscribed, which reports the same better. */
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
const SHOUTOUTS = ['moderator:read:shoutouts']
const SHIELD = ['moderator:read:shield_mode']
const UNBANS = ['moderator:read:unban_requests']
const WARNINGS = ['moderator:read:warnings']
const CHARITY = ['channel:read:charity']
const GOALS = ['channel:read:goals']
const VIPS = ['channel:read:vips']
const NOTICES = 'channel.chat.notification'
const MODERATE = 'channel.moderate'
const REDEMPTION = 'channel.channel_points_custom_reward_redemption'
const REWARD = 'channel.channel_points_custom_reward'

/**
 * All types available to a channel, the most important first. Chat reports subscriptions, gifts, raids and cheers with the
 * ids that other sources use, so types without those ids are second choice. Private data (whispers, messages that AutoMod
 * holds, suspicious users) and beta types are left out.
 * https://dev.twitch.tv/docs/eventsub/eventsub-subscription-types/
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
  of('channel.channel_points_automatic_reward_redemption.add', '2', 'channel', POINTS),
  of('channel.bits.use', '1', 'channel', ['bits:read']),
  of(MODERATE, '2', 'moderator', MODERATION),
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
  of('channel.chat_settings.update', '1', 'reader', CHAT),
  of('channel.subscription.end', '1', 'channel', SUBS),
  of(`${REWARD}.add`, '1', 'channel', POINTS),
  of(`${REWARD}.update`, '1', 'channel', POINTS),
  of(`${REWARD}.remove`, '1', 'channel', POINTS),
  of('channel.shoutout.create', '1', 'moderator', SHOUTOUTS),
  of('channel.shoutout.receive', '1', 'moderator', SHOUTOUTS),
  of('channel.unban_request.create', '1', 'moderator', UNBANS),
  of('channel.unban_request.resolve', '1', 'moderator', UNBANS),
  of('channel.warning.acknowledge', '1', 'moderator', WARNINGS),
  of('channel.shield_mode.begin', '1', 'moderator', SHIELD),
  of('channel.shield_mode.end', '1', 'moderator', SHIELD),
  of('channel.charity_campaign.start', '1', 'channel', CHARITY),
  of('channel.charity_campaign.progress', '1', 'channel', CHARITY),
  of('channel.charity_campaign.stop', '1', 'channel', CHARITY),
  of('channel.goal.begin', '1', 'channel', GOALS),
  of('channel.goal.progress', '1', 'channel', GOALS),
  of('channel.goal.end', '1', 'channel', GOALS),
  of('channel.charity_campaign.donate', '1', 'channel', CHARITY, NOTICES),
  of('channel.subscribe', '1', 'channel', SUBS, NOTICES),
  of('channel.subscription.gift', '1', 'channel', SUBS, NOTICES),
  of('channel.subscription.message', '1', 'channel', SUBS, NOTICES),
  of('channel.cheer', '1', 'channel', ['bits:read'], 'channel.chat.message'),
  of('channel.raid', '1', 'raided', [], NOTICES),
  of('channel.ban', '1', 'channel', ['channel:moderate'], MODERATE),
  of('channel.unban', '1', 'channel', ['channel:moderate'], MODERATE),
  of('channel.warning.send', '1', 'moderator', WARNINGS, MODERATE),
  of('channel.moderator.add', '1', 'channel', ['moderation:read'], MODERATE),
  of('channel.moderator.remove', '1', 'channel', ['moderation:read'], MODERATE),
  of('channel.vip.add', '1', 'channel', VIPS, MODERATE),
  of('channel.vip.remove', '1', 'channel', VIPS, MODERATE),
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

/** Whether another active type, subscribed later than this second choice, reports the same better. */
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
  about: ConditionKind,
  scopes: readonly string[],
  unless?: string,
]
