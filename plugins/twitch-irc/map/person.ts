import type { Badge, Role, User } from 'promethean'
import { type IrcLine, nickOf, tagOf } from './line.ts'

/** Who a line is by: the login from the prefix, in notices from the tag; undefined where neither says. */
export function userOf(line: IrcLine): User | undefined {
  const name = nickOf(line) ?? tagOf(line, 'login')?.toLowerCase()
  if (name === undefined) return undefined
  const badges = badgesOf(line)
  const color = tagOf(line, 'color')
  const user: { -readonly [K in keyof User]: User[K] } = {
    id: tagOf(line, 'user-id') ?? name,
    name,
    displayName: tagOf(line, 'display-name') ?? name,
    roles: rolesOf(line, badges),
  }
  if (color !== undefined && /^#[0-9a-f]{6}$/i.test(color)) user.color = color
  if (badges.length > 0) user.badges = badges
  return user
}

/** The same; undefined too where the account is one Twitch lets anonymous cheers and gifts speak as. */
export function somebodyOf(line: IrcLine): User | undefined {
  const user = userOf(line)
  return user !== undefined && /^ananonymous(cheerer|gifter)$/.test(user.name) ? undefined : user
}

/** Somebody a notice speaks of by tags of one prefix: `msg-param-recipient-` and its like. */
export function personOf(
  line: IrcLine,
  tags: { id: string; login: string; display: string },
): User | undefined {
  const id = tagOf(line, tags.id)
  const name = tagOf(line, tags.login)?.toLowerCase()
  if (name === undefined) return undefined
  return { id: id ?? name, name, displayName: tagOf(line, tags.display) ?? name, roles: [] }
}

function badgesOf(line: IrcLine): readonly Badge[] {
  const told = tagOf(line, 'badges')
  if (told === undefined) return []
  const badges: Badge[] = []
  for (const badge of told.split(',')) {
    const slash = badge.indexOf('/')
    if (slash > 0) badges.push({ name: badge.slice(0, slash), version: badge.slice(slash + 1) })
  }
  return badges
}

/** What the account a line is about is in that channel. */
export function rolesOf(line: IrcLine, badges = badgesOf(line)): readonly Role[] {
  const wears = (name: string) => badges.some(badge => badge.name === name)
  const roles: Role[] = []
  if (wears('broadcaster')) roles.push('broadcaster')
  const isModerator = wears('moderator') || wears('lead_moderator') || tagOf(line, 'mod') === '1'
  if (isModerator) roles.push('moderator')
  if (wears('vip') || tagOf(line, 'vip') === '1') roles.push('vip')
  // A founder wears that badge in place of the subscriber's, and his tag `subscriber` reads 0.
  const isSubscriber = wears('subscriber') || wears('founder') || tagOf(line, 'subscriber') === '1'
  if (isSubscriber) roles.push('subscriber')
  return roles
}
