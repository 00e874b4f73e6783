import { type Badge, type Platform, type Role, type User, withoutUndefined } from 'promethean'
import { type Fields, fields } from '../../formats/json.ts'
import { colorOf, isNobody, rolesOf as rolesWith } from '../../formats/user-traits.ts'
import { firstFlag, firstId, firstNumber, firstText, listOf } from '../fields.ts'

/** The required fields of a user. */
export type NamedUser = Pick<User, 'id' | 'name' | 'displayName'>

/**
 * The user of an object, in any of Streamer.bot's spellings: `{id, login, name}` (0.2.5 and later),
 * `{userId, username, displayName}` (0.1.x chat), `{userId, userName, displayName}` (0.1.x others),
 * `{userId, userLogin, userName}` (replies). Undefined if it names no user.
 */
export function namedIn(platform: Platform | undefined, value: unknown): NamedUser | undefined {
  const told = fields(value)
  const shown = firstText(told.displayName, told.display, told.name)
  const login = firstText(told.login, told.userLogin, told.username)
  return named(platform, {
    id: firstId(told.id, told.userId),
    // 0.1.x calls the login userName if there is also a display name.
    login: login ?? (shown === undefined ? undefined : firstText(told.userName)),
    shown: shown ?? firstText(told.userName),
  })
}

/** The user in the fields with this prefix: `user` for `user_id`, `user_login`, `user_name`. */
export function namedBy(
  platform: Platform | undefined,
  data: Fields,
  prefix: string,
): NamedUser | undefined {
  return named(platform, {
    id: firstId(data[`${prefix}_id`]),
    login: firstText(data[`${prefix}_login`]),
    shown: firstText(data[`${prefix}_name`], data[`${prefix}_display`]),
  })
}

/** A user without colour, badges and roles. */
export function plain(who: NamedUser): User {
  return { ...who, roles: [] }
}

/** A user with whatever fields are known. */
export function partIn(
  platform: Platform | undefined,
  value: unknown,
): Partial<NamedUser> | undefined {
  const told = fields(value)
  const id = firstId(told.id, told.userId)
  const who = namedIn(platform, told)
  if (who === undefined) return id === undefined ? undefined : { id }
  return withoutUndefined({ ...who, id })
}

/** The user of an event, with colour, badges and roles as far as known. */
export function userOf(platform: Platform | undefined, data: Fields): User | undefined {
  const who = whoIn(platform, data)
  return who && withTraits(who, [fields(data.user), fields(data.message), data])
}

/** Whether an event is anonymous although it contains a user. */
export function isAnonymous(data: Fields): boolean {
  const { isAnonymous, username } = fields(data.message)
  const told = firstFlag(data.isAnonymous, data.anonymous, data.is_anonymous, isAnonymous)
  const logins = [fields(data.user).login, username]
  return told === true || logins.some(login => typeof login === 'string' && isNobody(login))
}

/** A user with the traits of the first object that has them. */
export function withTraits(who: NamedUser, traits: readonly Fields[]): User {
  const color = firstText(...traits.map(trait => trait.color))
  const badges = traits.map(trait => badgesOf(trait.badges)).find(list => list.length > 0)
  return withoutUndefined({
    ...who,
    color: colorOf(color),
    badges,
    roles: rolesOf(traits, badges ?? []),
  })
}

function whoIn(platform: Platform | undefined, data: Fields): NamedUser | undefined {
  return (
    namedIn(platform, data.user) ??
    namedIn(platform, data.targetUser) ??
    namedBy(platform, data, 'user') ??
    (typeof data.message === 'object' ? namedIn(platform, data.message) : undefined) ??
    namedIn(platform, flat(data))
  )
}

// 0.1.x put the user's fields beside the event's own, whose `id` and `name` are something else.
function flat({ userId, userLogin, username, userName, displayName }: Fields): Fields {
  return { userId, userLogin, username, userName, displayName }
}

function named(
  platform: Platform | undefined,
  told: {
    readonly id: string | undefined
    readonly login: string | undefined
    readonly shown: string | undefined
  },
): NamedUser | undefined {
  const displayName = told.shown ?? told.login
  if (displayName === undefined) return undefined
  const login = told.login ?? displayName
  // YouTube has no logins: its name is the display name as it is.
  const name = platform === 'youtube' ? login : login.toLowerCase()
  return { id: told.id ?? name, name, displayName }
}

function badgesOf(value: unknown): readonly Badge[] {
  return listOf(value).flatMap(badge => {
    // Kick's badges have the machine's name in `id` and the shown one in `name`.
    const name = firstId(badge.id, badge.name)
    return name === undefined ? [] : [{ name, version: firstId(badge.version, badge.info) ?? '' }]
  })
}

/** Streamer.bot's numbers: 2 VIP, 3 moderator, 4 broadcaster; 0 and anything above 4 mean nothing. */
const ROLE_NUMBERS: readonly (Role | undefined)[] = [
  undefined,
  undefined,
  'vip',
  'moderator',
  'broadcaster',
]

// The number is only the highest role, and badges are what the viewer chose to show; together they match IRC.
function rolesOf(traits: readonly Fields[], badges: readonly Badge[]): readonly Role[] {
  const role = ROLE_NUMBERS[firstNumber(...traits.map(trait => trait.role)) ?? 0]
  return rolesWith(badges, {
    broadcaster: role === 'broadcaster' || traits.some(says('isOwner')),
    moderator: role === 'moderator' || traits.some(says('isModerator')),
    vip: role === 'vip',
    subscriber: PAYS.some(name => traits.some(says(name))),
  })
}

const PAYS = ['subscribed', 'isSubscribed', 'subscriber', 'isSponsor']

function says(name: string): (trait: Fields) => boolean {
  return trait => firstFlag(trait[name]) === true
}
