import type { User } from 'promethean'

interface Named {
  readonly user_id: string
  readonly user_login: string
  readonly user_name?: string | undefined
}

/** The user of an EventSub payload. EventSub tells no roles. */
export function userOf({ user_id, user_login, user_name }: Named): User {
  return {
    id: user_id,
    name: user_login.toLowerCase(),
    displayName: user_name ?? user_login,
    roles: [],
  }
}

/** The same where all may be missing, as in an anonymous gift. */
export function maybeUserOf({
  user_id,
  user_login,
  user_name,
}: { readonly [K in keyof Named]?: Named[K] | undefined }): User | undefined {
  return user_id === undefined || user_login === undefined
    ? undefined
    : userOf({ user_id, user_login, user_name })
}

/** The moderator of a payload, as far as told. */
export function moderatorOf(data: {
  readonly moderator_user_id?: string | undefined
  readonly moderator_user_login?: string | undefined
  readonly moderator_user_name?: string | undefined
}): Partial<User> | undefined {
  const { moderator_user_id: id, moderator_user_login: login, moderator_user_name: name } = data
  if (id === undefined && login === undefined) return undefined
  return {
    ...(id !== undefined && { id }),
    ...(login !== undefined && { name: login.toLowerCase() }),
    ...((name ?? login) !== undefined && { displayName: name ?? login ?? '' }),
  }
}
