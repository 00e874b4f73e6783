import { type User, withoutUndefined } from 'promethean'
import { colorOf, isNobody, rolesOf } from '../user-traits.ts'

interface UserFields {
  readonly user_id: string
  readonly user_login: string
  readonly user_name?: string | undefined
}

/** The user of a payload without badges. */
export function userOf({ user_id, user_login, user_name }: UserFields): User {
  return {
    id: user_id,
    name: user_login.toLowerCase(),
    displayName: user_name ?? user_login,
    roles: [],
  }
}

/** The same if all fields may be missing, as in an anonymous gift. */
export function maybeUserOf({
  user_id,
  user_login,
  user_name,
}: { readonly [K in keyof UserFields]?: UserFields[K] | undefined }): User | undefined {
  return user_id === undefined || user_login === undefined
    ? undefined
    : userOf({ user_id, user_login, user_name })
}

/** Who cheers or gives; undefined if anonymous, in any of Twitch's ways to report that. */
export function giverOf(
  told: Parameters<typeof maybeUserOf>[0] & { readonly is_anonymous?: boolean },
): { readonly user: User } | { readonly isAnonymous: true } {
  const user = maybeUserOf(told)
  return told.is_anonymous || user === undefined || isNobody(user.name)
    ? { isAnonymous: true }
    : { user }
}

/** The user of `target_user_...`. */
export function targetOf(data: {
  readonly target_user_id: string
  readonly target_user_login: string
  readonly target_user_name?: string | undefined
}): User {
  const { target_user_id, target_user_login, target_user_name } = data
  return userOf({
    user_id: target_user_id,
    user_login: target_user_login,
    user_name: target_user_name,
  })
}

/** The moderator of a payload, as far as known. */
export function moderatorOf(data: {
  readonly moderator_user_id?: string | undefined
  readonly moderator_user_login?: string | undefined
  readonly moderator_user_name?: string | undefined
}): Partial<User> | undefined {
  const { moderator_user_id: id, moderator_user_login: login, moderator_user_name: name } = data
  if (id === undefined && login === undefined) return undefined
  return withoutUndefined({ id, name: login?.toLowerCase(), displayName: name ?? login })
}

interface Chatter {
  readonly chatter_user_id: string
  readonly chatter_user_login: string
  readonly chatter_user_name?: string | undefined
  readonly color?: string | undefined
  readonly badges: readonly { readonly set_id: string; readonly id: string }[]
}

/** The author of a chat message, with the roles of the badges. */
export function chatterOf(told: Chatter): User {
  const badges = told.badges.map(({ set_id, id }) => ({ name: set_id, version: id }))
  return {
    id: told.chatter_user_id,
    name: told.chatter_user_login.toLowerCase(),
    displayName: told.chatter_user_name ?? told.chatter_user_login,
    roles: rolesOf(badges),
    ...withoutUndefined({
      color: colorOf(told.color),
      badges: badges.length > 0 ? badges : undefined,
    }),
  }
}
