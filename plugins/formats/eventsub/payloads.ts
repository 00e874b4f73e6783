import { z } from 'zod'
import {
  count,
  flag,
  id,
  maybe,
  maybeWho,
  moderator,
  moment,
  target,
  text,
  tier,
  toldCount,
  who,
} from './fields.ts'

export const follow = z.looseObject({ ...who, followed_at: moment })
export const update = z.looseObject({ title: text, category_name: text, language: text })
export const subscribe = z.looseObject({ ...who, tier, is_gift: flag })
export const gift = z.looseObject({
  ...maybeWho,
  total: count,
  tier,
  cumulative_total: toldCount,
  is_anonymous: flag,
})
const emotes = z.array(z.looseObject({ id, begin: count, end: count })).catch([])

export const subscriptionMessage = z.looseObject({
  ...who,
  tier,
  message: z.looseObject({ text, emotes }).nullish(),
  cumulative_months: toldCount,
  streak_months: toldCount,
})
export const cheer = z.looseObject({ ...maybeWho, is_anonymous: flag, message: text, bits: count })
/** Bits spent, for a cheer or something else. */
export const bitsUse = z.looseObject({
  ...maybeWho,
  bits: count,
  type: z.string(),
  message: maybe(z.looseObject({ text })),
})
/** Version 2; version 1 had `cost` and `user_input`. */
export const automaticReward = z.looseObject({
  id,
  ...who,
  reward: z.looseObject({ type: id, channel_points: maybe(count), cost: maybe(count) }),
  message: maybe(z.looseObject({ text })),
  user_input: text,
  redeemed_at: moment,
})
export const raid = z.looseObject({
  from_broadcaster_user_id: id,
  from_broadcaster_user_login: z.string().min(1),
  from_broadcaster_user_name: text,
  to_broadcaster_user_id: id,
  to_broadcaster_user_login: text,
  viewers: count,
})
export const ban = z.looseObject({
  ...who,
  ...moderator,
  reason: text,
  banned_at: moment,
  ends_at: moment,
  is_permanent: maybe(z.boolean()),
})
export const unban = z.looseObject({ ...who, ...moderator })
export const redemption = z.looseObject({
  id,
  ...who,
  user_input: text,
  status: text,
  reward: z.looseObject({ id, title: z.string(), cost: maybe(count) }),
  redeemed_at: moment,
})

const span = { started_at: moment, ended_at: moment }

export const poll = z.looseObject({
  id: maybe(id),
  title: z.string(),
  choices: z.array(z.looseObject({ title: z.string(), votes: maybe(count) })),
  status: text,
  ...span,
})
export const prediction = z.looseObject({
  id: maybe(id),
  title: z.string(),
  outcomes: z.array(
    z.looseObject({
      id: maybe(id),
      title: z.string(),
      channel_points: maybe(count),
      users: maybe(count),
    }),
  ),
  winning_outcome_id: maybe(id),
  status: text,
  locked_at: moment,
  ...span,
})
export const hypeTrain = z.looseObject({
  level: maybe(count),
  total: maybe(count),
  goal: maybe(count),
  ...span,
})
export const adBreak = z.looseObject({
  duration_seconds: count,
  is_automatic: maybe(z.boolean()),
  started_at: moment,
})
export const streamOnline = z.looseObject({ id, started_at: moment })
export const anything = z.looseObject({})
export const clearedUser = z.looseObject(target)
export const deletedLine = z.looseObject({ ...target, message_id: id })

/** What a moderator did; its kind has an object of the same name. */
export const moderation = z.looseObject({ ...moderator, action: z.string().min(1) })
export const moderated = z.looseObject({
  ...who,
  reason: text,
  expires_at: moment,
  message_id: text,
  message_body: text,
})
