import { z } from 'zod'

/** Fields payloads share. What is not needed is left out where it does not fit. */
export const id = z.string().min(1)
// Version 1 of the ad break told its seconds as a text.
export const count = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/, 'expected a whole number')
    .transform(Number),
])
export const text = z
  .string()
  .nullish()
  .transform(value => value || undefined)
  .catch(undefined)
export const maybe = <S extends z.ZodType>(schema: S) =>
  schema
    .nullish()
    .transform(value => value ?? undefined)
    .catch(undefined)
export const flag = z
  .boolean()
  .nullish()
  .transform(value => value ?? false)
// Twitch gives up to nanoseconds.
export const moment = z
  .string()
  .nullish()
  .transform(value => (value ? new Date(value) : undefined))
  .transform(date => (date === undefined || Number.isNaN(date.getTime()) ? undefined : date))
  .catch(undefined)

export const who = { user_id: id, user_login: id, user_name: text }
export const maybeWho = { user_id: maybe(id), user_login: text, user_name: text }
export const target = { target_user_id: id, target_user_login: id, target_user_name: text }
export const moderator = {
  moderator_user_id: maybe(id),
  moderator_user_login: text,
  moderator_user_name: text,
}
export const badges = z
  .array(z.looseObject({ set_id: z.string(), id: z.string() }))
  .nullish()
  .transform(list => list ?? [])
  .catch([])
