import { z } from 'zod'
import { dateOf } from '../client/frame.ts'

/** Ids are decimal strings; test events may carry numbers. */
const id = z.union([z.string().min(1), z.number().transform(String)])

// The dashboard's forms send numbers from text boxes as strings.
const count = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\s*\d{1,15}\s*$/, 'expected a whole number')
    .transform(Number),
])

const text = z
  .string()
  .nullish()
  .transform(value => value || undefined)
  .catch(undefined)
const maybe = <S extends z.ZodType>(schema: S) =>
  schema
    .nullish()
    .transform(value => value ?? undefined)
    .catch(undefined)
const moment = z.string().nullish().transform(dateOf).catch(undefined)
const flag = z
  .boolean()
  .nullish()
  .transform(value => value ?? false)
const tier = maybe(id)

const who = { user_id: id, user_login: z.string().min(1), user_name: text }
const maybeWho = { user_id: maybe(id), user_login: text, user_name: text }

export const follow = z.looseObject({ ...who, followed_at: moment })

export const update = z.looseObject({ title: text, category_name: text, language: text })

export const subscribe = z.looseObject({ ...who, tier, is_gift: flag })

export const gift = z.looseObject({
  ...maybeWho,
  total: count,
  tier,
  cumulative_total: maybe(count),
  is_anonymous: flag,
})

export const subscriptionMessage = z.looseObject({
  ...who,
  tier,
  message: z.looseObject({ text }).nullish(),
  cumulative_months: maybe(count),
  streak_months: maybe(count),
})

export const cheer = z.looseObject({ ...maybeWho, is_anonymous: flag, message: text, bits: count })

export const raid = z.looseObject({
  from_broadcaster_user_id: id,
  from_broadcaster_user_login: z.string().min(1),
  from_broadcaster_user_name: text,
  to_broadcaster_user_id: id,
  to_broadcaster_user_login: z.string().min(1),
  viewers: count,
})

const moderator = {
  moderator_user_id: maybe(id),
  moderator_user_login: text,
  moderator_user_name: text,
}

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

export const streamOnline = z.looseObject({ id, broadcaster_user_id: id, started_at: moment })

export const streamOffline = z.looseObject({ broadcaster_user_id: id })
