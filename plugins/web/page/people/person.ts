import { fieldsOf, listOf, textOf } from '../live/told-event.ts'

// Hangul fillers and the empty Braille cell are letters and signs that nobody sees.
const SEEN = /[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u

/** Who wrote a line or is meant by an event; any field may be missing. */
export interface Person {
  readonly id?: string
  /** The login; the display name where there are no logins. */
  readonly name?: string
  readonly displayName?: string
  readonly color?: string
  readonly roles: readonly string[]
  /** Names of badges that say more than the roles. */
  readonly badges: readonly string[]
}

/** @param value the user of an event, as JSON */
export function personOf(value: unknown): Person {
  const user = fieldsOf(value)
  const roles = Array.isArray(user.roles) ? user.roles.flatMap(role => textOf(role) ?? []) : []
  const badges = listOf(user.badges).flatMap(({ name }) => textOf(name) ?? [])
  const [id, name, displayName, color] = [user.id, user.name, user.displayName, user.color].map(
    textOf,
  )
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(displayName !== undefined && { displayName }),
    ...(color !== undefined && { color }),
    ...{ roles, badges: badges.filter(badge => !roles.includes(badge)) },
  }
}

/** A name with at least one letter or sign that can be seen, if the person has one. */
export function nameOf({ displayName, name, id }: Person): string | undefined {
  return [displayName, name, id].find(one => one !== undefined && SEEN.test(one))
}
