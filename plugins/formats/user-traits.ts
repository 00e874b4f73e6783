import type { Badge, Role } from 'promethean'

/** Whether a login (in lower case) is one of the accounts Twitch uses for anonymous cheers and gifts. */
export function isNobody(login: string): boolean {
  return login === 'ananonymouscheerer' || login === 'ananonymousgifter'
}

/** A colour; undefined if it is invalid. */
export function colorOf(told: string | undefined): string | undefined {
  return told !== undefined && /^#[0-9a-f]{6}$/i.test(told) ? told : undefined
}

/** What is known about a user's roles besides the badges. */
type ToldRoles = {
  readonly [R in 'broadcaster' | 'moderator' | 'vip' | 'subscriber']?: boolean
}

const NOTHING: ToldRoles = {}

/** A user's roles in the channel, from the badges and from other data. */
export function rolesOf(badges: readonly Badge[], told = NOTHING): readonly Role[] {
  const worn = new Set(badges.map(({ name }) => name))
  const roles: Role[] = []
  if (told.broadcaster || worn.has('broadcaster')) roles.push('broadcaster')
  if (told.moderator || worn.has('moderator') || worn.has('lead_moderator')) roles.push('moderator')
  if (told.vip || worn.has('vip')) roles.push('vip')
  // A founder wears that badge in place of the subscriber's.
  if (told.subscriber || worn.has('subscriber') || worn.has('founder')) roles.push('subscriber')
  return roles
}
