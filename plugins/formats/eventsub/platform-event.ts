import { type Events, withoutUndefined } from 'promethean'
import { z } from 'zod'
import { isNobody } from '../user-traits.ts'
import { chatterOf, maybeUserOf } from './users.ts'

const text = z.string().min(1).optional().catch(undefined)
const badges = z.array(z.looseObject({ set_id: z.string(), id: z.string() })).catch([])

const shape = z.looseObject({
  chatter_user_id: text,
  chatter_user_login: text,
  chatter_user_name: text,
  chatter_is_anonymous: z.boolean().catch(false),
  color: text,
  badges,
  user_id: text,
  user_login: text,
  user_name: text,
  moderator_user_id: text,
  moderator_user_login: text,
  moderator_user_name: text,
  message: z
    .union([text.unwrap(), z.looseObject({ text })])
    .optional()
    .catch(undefined),
  user_input: text,
  // Of an unban request. Its answer's `resolution_text` is the moderator's, not the user's.
  text,
  bits: z.int().positive().optional().catch(undefined),
})

// Far more than Twitch nests; a test event of TAU may be anything.
const MAX_DEPTH = 16

type Fields = Readonly<Record<string, unknown>>

/**
 * What a payload of EventSub has to say that has no name in the vocabulary, in the shape of a `platform.event`: who,
 * its text, its bits, and under `data` all its fields except null ones.
 */
export function platformEventData(payload: unknown): Omit<Events['platform.event'], 'name'> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return {}
  const data = withoutNulls({ ...payload })
  const told = shape.parse(data)
  const { message, bits } = told
  const words = typeof message === 'string' ? message : message?.text
  const written = words ?? told.user_input ?? told.text
  return withoutUndefined({ user: userIn(told), text: written, bits, data })
}

// The author, else the user concerned, else the moderator.
function userIn(told: z.output<typeof shape>) {
  const { chatter_user_id: id, chatter_user_login: login, chatter_is_anonymous: isAnonymous } = told
  if (isAnonymous || isNobody((login ?? told.user_login ?? '').toLowerCase())) return undefined
  if (id !== undefined && login !== undefined)
    return chatterOf({ ...told, chatter_user_id: id, chatter_user_login: login })
  const moderator = {
    user_id: told.moderator_user_id,
    user_login: told.moderator_user_login,
    user_name: told.moderator_user_name,
  }
  return maybeUserOf(told) ?? maybeUserOf(moderator)
}

function withoutNulls(fields: Fields, depth = 0): Fields {
  const told = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(told.map(([name, value]) => [name, cleaned(value, depth + 1)]))
}

function cleaned(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value
  if (Array.isArray(value)) return value.map(item => cleaned(item, depth + 1))
  return withoutNulls({ ...value }, depth)
}
