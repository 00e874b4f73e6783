import { z } from 'zod'

// Fields that payloads share. Optional fields that do not fit are left out.

/** Ids are decimal texts; a test event of TAU may carry a number. */
export const id = z.union([z.string().min(1), z.number().transform(String)])
/** Version 1 of the ad break has its seconds as a string; TAU's dashboard forms send every number as a string. */
export const count = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\s*\d{1,15}\s*$/, 'expected a whole number')
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
/** A count that is 0 if it is unknown. */
export const toldCount = maybe(count).transform(value => value || undefined)
export const tier = maybe(id)
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

const login = z.string().min(1)
export const who = { user_id: id, user_login: login, user_name: text }
export const maybeWho = { user_id: maybe(id), user_login: text, user_name: text }
export const target = { target_user_id: id, target_user_login: login, target_user_name: text }
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
