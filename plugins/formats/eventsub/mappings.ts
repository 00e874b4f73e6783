import { event, type NewEvent, withoutUndefined } from 'promethean'
import { z } from 'zod'
import { chatMessage } from './chat.ts'
import * as chatPayload from './chat-payloads.ts'
import { ban, moderate, type PayloadContext } from './moderation.ts'
import { notice } from './notice.ts'
import * as payload from './payloads.ts'
import { hypeTrain, poll, prediction } from './polls-and-trains.ts'
import { resubscriptionWords } from './resubscription.ts'
import { giverOf, moderatorOf, targetOf, userOf } from './users.ts'

/**
 * Maps an EventSub event to events; with a key only if Twitch has one, and only with fields the payload has. Returns the
 * problem as a message if the payload does not fit, undefined if there is no event type for it.
 */
type Mapping = (data: unknown, about: PayloadContext) => readonly NewEvent[] | string | undefined

const REDEMPTION = 'channel.channel_points_custom_reward_redemption'

/** By subscription type. */
export const mappings: Readonly<Record<string, Mapping>> = {
  'channel.chat.message': mapping(chatPayload.chatMessage, chatMessage),
  'channel.chat.notification': mapping(chatPayload.notice, notice),
  'channel.chat.message_delete': mapping(payload.deletedLine, data => {
    const { message_id: messageId } = data
    return [event('chat.deleted', { messageId, user: targetOf(data) }, { key: messageId })]
  }),
  'channel.chat.clear': mapping(payload.anything, () => [event('chat.cleared', {})]),
  'channel.chat.clear_user_messages': mapping(payload.clearedUser, data => [
    event('chat.cleared', { user: targetOf(data) }),
  ]),
  'channel.moderate': mapping(payload.moderation, moderate),
  'channel.ban': mapping(payload.ban, ban),
  'channel.unban': mapping(payload.unban, data => [
    event('chat.moderated', {
      action: 'unban',
      user: userOf(data),
      ...withoutUndefined({ moderator: moderatorOf(data) }),
    }),
  ]),
  'channel.follow': mapping(payload.follow, data => [
    event('channel.followed', { user: userOf(data) }, { ...follow(data), time: data.followed_at }),
  ]),
  'channel.update': mapping(payload.update, ({ title, category_name, language }) => [
    event('channel.updated', withoutUndefined({ title, category: category_name, language })),
  ]),
  'channel.subscribe': mapping(payload.subscribe, data => [
    event('channel.subscribed', {
      user: userOf(data),
      ...withoutUndefined({ tier: data.tier }),
      ...(data.is_gift ? { gift: {} } : { isResub: false }),
    }),
  ]),
  'channel.subscription.gift': mapping(payload.gift, data => [
    event('channel.gifted', {
      ...giverOf(data),
      count: data.total,
      ...withoutUndefined({ tier: data.tier, total: data.cumulative_total }),
    }),
  ]),
  'channel.subscription.message': mapping(payload.subscriptionMessage, data => [
    event('channel.subscribed', {
      user: userOf(data),
      isResub: true,
      ...withoutUndefined({
        tier: data.tier,
        months: data.cumulative_months,
        streak: data.streak_months,
        text: data.message?.text,
      }),
    }),
    ...resubscriptionWords(data),
  ]),
  'channel.cheer': mapping(payload.cheer, data => [
    event('channel.cheered', {
      ...giverOf(data),
      bits: data.bits,
      ...withoutUndefined({ text: data.message }),
    }),
  ]),
  'channel.bits.use': mapping(payload.bitsUse, bitsUsed),
  'channel.raid': mapping(payload.raid, data => {
    const from = userOf({
      user_id: data.from_broadcaster_user_id,
      user_login: data.from_broadcaster_user_login,
      user_name: data.from_broadcaster_user_name,
    })
    const channel = data.to_broadcaster_user_login?.toLowerCase()
    return [event('channel.raided', { from, viewers: data.viewers }, { channel })]
  }),
  [`${REDEMPTION}.add`]: mapping(payload.redemption, redemption),
  'channel.channel_points_automatic_reward_redemption.add': mapping(
    payload.automaticReward,
    automaticReward,
  ),
  'channel.poll.begin': mapping(payload.poll, data => [poll(data, 'started')]),
  'channel.poll.progress': mapping(payload.poll, data => [poll(data, 'progressed')]),
  'channel.poll.end': mapping(payload.poll, data => [poll(data, 'ended')]),
  'channel.prediction.begin': mapping(payload.prediction, data => [prediction(data, 'started')]),
  'channel.prediction.progress': mapping(payload.prediction, data => [
    prediction(data, 'progressed'),
  ]),
  'channel.prediction.lock': mapping(payload.prediction, data => [prediction(data, 'locked')]),
  'channel.prediction.end': mapping(payload.prediction, data => [prediction(data, 'ended')]),
  'channel.hype_train.begin': mapping(payload.hypeTrain, data => [hypeTrain(data, 'started')]),
  'channel.hype_train.progress': mapping(payload.hypeTrain, data => [
    hypeTrain(data, 'progressed'),
  ]),
  'channel.hype_train.end': mapping(payload.hypeTrain, data => [hypeTrain(data, 'ended')]),
  'channel.ad_break.begin': mapping(payload.adBreak, data => [
    event(
      'channel.ad.started',
      { seconds: data.duration_seconds, ...withoutUndefined({ isAutomatic: data.is_automatic }) },
      { time: data.started_at },
    ),
  ]),
  'stream.online': mapping(payload.streamOnline, ({ id, started_at: startedAt }) => [
    event(
      'stream.online',
      { streamId: id, ...withoutUndefined({ startedAt }) },
      { key: id, time: startedAt },
    ),
  ]),
  'stream.offline': mapping(payload.anything, () => [event('stream.offline', {})]),
}

function mapping<S extends z.ZodType>(
  schema: S,
  make: (data: z.output<S>, about: PayloadContext) => readonly NewEvent[] | undefined,
): Mapping {
  return (data, about) => {
    try {
      return make(schema.parse(data), about)
    } catch (failure) {
      if (failure instanceof z.ZodError) return problemOf(failure, about.root)
      throw failure
    }
  }
}

// Path, expectation and kind; zod never says the value.
function problemOf({ issues }: z.ZodError, root: string): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || root}: ${message}`)
    .join('; ')
}

// The key sources share has whole seconds.
function follow({ user_id, followed_at }: z.output<typeof payload.follow>) {
  if (followed_at === undefined) return {}
  return { key: `${user_id}:${followed_at.toISOString().slice(0, 19)}Z` }
}

function redemption(data: z.output<typeof payload.redemption>) {
  const { id, title, cost } = data.reward
  return [
    event(
      'channel.redeemed',
      {
        redemptionId: data.id,
        user: userOf(data),
        reward: { id, title, ...withoutUndefined({ cost }) },
        ...withoutUndefined({ text: data.user_input, status: data.status }),
      },
      { key: data.id, time: data.redeemed_at },
    ),
  ]
}

// A cheer is already reported by its chat message or as a cheer. Combos and Power-ups have no event type.
function bitsUsed(data: z.output<typeof payload.bitsUse>, { active }: PayloadContext) {
  if (data.type !== 'cheer') return undefined
  if (active.has('channel.chat.message') || active.has('channel.cheer')) return []
  const { bits, message } = data
  return [
    event('channel.cheered', {
      ...giverOf(data),
      bits,
      ...withoutUndefined({ text: message?.text }),
    }),
  ]
}

// Twitch's own rewards have no id and no title but their type.
function automaticReward(data: z.output<typeof payload.automaticReward>) {
  const { type, channel_points, cost } = data.reward
  const reward = { id: type, title: type, ...withoutUndefined({ cost: channel_points ?? cost }) }
  const text = data.message?.text ?? data.user_input
  return [
    event(
      'channel.redeemed',
      { redemptionId: data.id, user: userOf(data), reward, ...withoutUndefined({ text }) },
      { key: data.id, time: data.redeemed_at },
    ),
  ]
}
