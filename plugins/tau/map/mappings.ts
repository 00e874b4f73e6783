import { event, type NewEvent } from 'promethean'
import type { z } from 'zod'
import { maybeUserOf, moderatorOf, userOf } from '../../formats/eventsub/people.ts'
import { present } from '../../formats/eventsub/present.ts'
import { renewalWords } from '../../formats/eventsub/renewal.ts'
import * as payload from './payloads.ts'
import { hypeTrain, poll, prediction } from './phases.ts'

/** The channel TAU works for. */
export interface OwnChannel {
  readonly id: string
  readonly login: string
}

interface About {
  readonly own: OwnChannel | undefined
  readonly isTest: boolean
}

/**
 * Makes events of an `event_data`; keys only where the platform has one, told fields only where the payload has them.
 * Gives the problem as a sentence where the payload does not fit, undefined where it is about something the vocabulary has no name for.
 */
export type Mapping = (data: unknown, about: About) => readonly NewEvent[] | string | undefined

/** By today's name of the event type. */
export const mappings: Readonly<Record<string, Mapping>> = {
  'channel-follow': mapping(payload.follow, data => [
    event('channel.followed', { user: userOf(data) }, { ...follow(data), time: data.followed_at }),
  ]),
  'channel-update': mapping(payload.update, ({ title, category_name, language }) => [
    event('channel.updated', present({ title, category: category_name, language })),
  ]),
  'channel-subscribe': mapping(payload.subscribe, data => [
    event('channel.subscribed', {
      user: userOf(data),
      ...present({ tier: data.tier }),
      ...(data.is_gift && { gift: {} }),
    }),
  ]),
  'channel-subscription-gift': mapping(payload.gift, data => [
    event('channel.gifted', {
      count: data.total,
      ...present({ user: maybeUserOf(data), tier: data.tier, total: data.cumulative_total }),
      ...(data.is_anonymous && { isAnonymous: true }),
    }),
  ]),
  'channel-subscription-message': mapping(payload.subscriptionMessage, data => [
    event('channel.subscribed', {
      user: userOf(data),
      isResub: true,
      ...present({
        tier: data.tier,
        months: data.cumulative_months,
        streak: data.streak_months,
        text: data.message?.text,
      }),
    }),
    ...renewalWords(data),
  ]),
  'channel-cheer': mapping(payload.cheer, data => [
    event('channel.cheered', {
      bits: data.bits,
      ...present({ user: maybeUserOf(data), text: data.message }),
      ...(data.is_anonymous && { isAnonymous: true }),
    }),
  ]),
  'channel-raid': mapping(payload.raid, raid),
  'channel-ban': mapping(payload.ban, ban),
  'channel-unban': mapping(payload.unban, data => [
    event('chat.moderated', {
      action: 'unban',
      user: userOf(data),
      ...present({ moderator: moderatorOf(data) }),
    }),
  ]),
  'channel-channel_points_custom_reward_redemption-add': mapping(payload.redemption, redemption),
  'channel-poll-begin': mapping(payload.poll, data => [poll(data, 'started')]),
  'channel-poll-progress': mapping(payload.poll, data => [poll(data, 'progressed')]),
  'channel-poll-end': mapping(payload.poll, data => [poll(data, 'ended')]),
  'channel-prediction-begin': mapping(payload.prediction, data => [prediction(data, 'started')]),
  'channel-prediction-progress': mapping(payload.prediction, data => [
    prediction(data, 'progressed'),
  ]),
  'channel-prediction-lock': mapping(payload.prediction, data => [prediction(data, 'locked')]),
  'channel-prediction-end': mapping(payload.prediction, data => [prediction(data, 'ended')]),
  'channel-hype_train-begin': mapping(payload.hypeTrain, data => [hypeTrain(data, 'started')]),
  'channel-hype_train-progress': mapping(payload.hypeTrain, data => [
    hypeTrain(data, 'progressed'),
  ]),
  'channel-hype_train-end': mapping(payload.hypeTrain, data => [hypeTrain(data, 'ended')]),
  'stream-online': mapping(payload.streamOnline, (data, about) =>
    isForeign(data.broadcaster_user_id, about)
      ? undefined
      : [
          event(
            'stream.online',
            { streamId: data.id, ...present({ startedAt: data.started_at }) },
            { key: data.id, time: data.started_at },
          ),
        ],
  ),
  'stream-offline': mapping(payload.streamOffline, (data, about) =>
    isForeign(data.broadcaster_user_id, about) ? undefined : [event('stream.offline', {})],
  ),
}

function mapping<S extends z.ZodType>(
  schema: S,
  make: (data: z.output<S>, about: About) => readonly NewEvent[] | undefined,
): Mapping {
  return (data, about) => {
    const parsed = schema.safeParse(data)
    return parsed.success ? make(parsed.data, about) : problemOf(parsed.error)
  }
}

// Path, expectation and kind; zod never says the value.
function problemOf({ issues }: z.ZodError): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'event_data'}: ${message}`)
    .join('; ')
}

// Twitch gives up to nanoseconds; the shared key has whole seconds.
function follow({ user_id, followed_at }: z.output<typeof payload.follow>) {
  if (followed_at === undefined) return {}
  return { key: `${user_id}:${followed_at.toISOString().slice(0, 19)}Z` }
}

// TAU subscribes to raids in both directions and tells them apart by nothing but the ids.
function raid(data: z.output<typeof payload.raid>, { own, isTest }: About) {
  const to = data.to_broadcaster_user_id
  const isOutgoing = own !== undefined && data.from_broadcaster_user_id === own.id
  if (isOutgoing || isForeign(to, { own, isTest })) return undefined
  const name = data.from_broadcaster_user_login
  const from = {
    id: data.from_broadcaster_user_id,
    name: name.toLowerCase(),
    displayName: data.from_broadcaster_user_name ?? name,
  }
  const channel = data.to_broadcaster_user_login.toLowerCase()
  return [event('channel.raided', { from, viewers: data.viewers }, { channel })]
}

// A ban removes the lines of the user too, which EventSub does not tell apart.
function ban(data: z.output<typeof payload.ban>) {
  const user = userOf(data)
  const isTimeout = data.is_permanent === false || data.ends_at !== undefined
  const told = { time: data.banned_at }
  return [
    event(
      'chat.moderated',
      {
        action: isTimeout ? 'timeout' : 'ban',
        user,
        ...present({ seconds: seconds(data), reason: data.reason, moderator: moderatorOf(data) }),
      },
      told,
    ),
    event('chat.cleared', { user }, told),
  ]
}

function seconds({ banned_at, ends_at }: z.output<typeof payload.ban>): number | undefined {
  if (banned_at === undefined || ends_at === undefined) return undefined
  return Math.max(0, Math.round((ends_at.getTime() - banned_at.getTime()) / 1_000))
}

function redemption(data: z.output<typeof payload.redemption>) {
  const { id, title, cost } = data.reward
  return [
    event(
      'channel.redeemed',
      {
        redemptionId: data.id,
        user: userOf(data),
        reward: { id, title, ...present({ cost }) },
        ...present({ text: data.user_input, status: data.status }),
      },
      { key: data.id, time: data.redeemed_at },
    ),
  ]
}

// A test may carry any channel; while the own one is unknown nothing is called foreign.
function isForeign(id: string, { own, isTest }: About): boolean {
  return own !== undefined && !isTest && id !== own.id
}
