import type { Badge, Role, User } from 'promethean'
import { colorOf, isNobody, rolesOf as rolesWith } from '../user-traits.ts'
import { type IrcLine, nickOf, tagOf } from './line.ts'

/** The author of a line: the login from the prefix, or in notices from the tag; undefined if neither has one. */
export function userOf(line: IrcLine): User | undefined {
  const name = nickOf(line) ?? tagOf(line, 'login')?.toLowerCase()
  if (name === undefined) return undefined
  const { badges, roles } = standingOf(line)
  const color = colorOf(tagOf(line, 'color'))
  const user: { -readonly [K in keyof User]: User[K] } = {
    id: tagOf(line, 'user-id') ?? name,
    name,
    displayName: tagOf(line, 'display-name') ?? name,
    roles,
  }
  if (color !== undefined) user.color = color
  if (badges.length > 0) user.badges = badges
  return user
}

/** The same; also undefined for the accounts Twitch uses for anonymous cheers and gifts. */
export function somebodyOf(line: IrcLine): User | undefined {
  const user = userOf(line)
  return user !== undefined && isNobody(user.name) ? undefined : user
}

/** A user in a notice, from the tags with one prefix, such as `msg-param-recipient-`. */
export function personOf(
  line: IrcLine,
  tags: { id: string; login: string; display: string },
): User | undefined {
  const id = tagOf(line, tags.id)
  const name = tagOf(line, tags.login)?.toLowerCase()
  if (name === undefined) return undefined
  return { id: id ?? name, name, displayName: tagOf(line, tags.display) ?? name, roles: [] }
}

/** The roles of a line's user in that channel. Badges are optional, so the tags count too. */
export function rolesOf(line: IrcLine): readonly Role[] {
  return standingOf(line).roles
}

/** A user's badges and roles in a channel. */
interface Standing {
  readonly badges: readonly Badge[]
  readonly roles: readonly Role[]
}

// A chat knows a few dozen of them, and every line has one: it is read and frozen once.
const standings = new Map<string, Standing>()
const MOST_STANDINGS = 1_000

function standingOf(line: IrcLine): Standing {
  const { tags } = line
  const key = `${tags.get('badges')}|${tags.get('mod')}|${tags.get('vip')}|${tags.get('subscriber')}`
  const known = standings.get(key)
  if (known !== undefined) return known
  const fresh = readStanding(line)
  if (standings.size >= MOST_STANDINGS) standings.clear()
  standings.set(key, fresh)
  return fresh
}

function readStanding(line: IrcLine): Standing {
  const badges = badgesOf(line)
  const roles = rolesWith(badges, {
    moderator: tagOf(line, 'mod') === '1',
    vip: tagOf(line, 'vip') === '1',
    subscriber: tagOf(line, 'subscriber') === '1',
  })
  return {
    badges: Object.freeze(badges.map(badge => Object.freeze(badge))),
    roles: Object.freeze(roles),
  }
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
