import type { Badge, Role } from 'promethean'

/** Whether a login in lower case is one of the accounts Twitch lets anonymous cheers and gifts speak as. */
export function isNobody(login: string): boolean {
  return login === 'ananonymouscheerer' || login === 'ananonymousgifter'
}

/** A colour as told; undefined if it is none. */
export function colorOf(told: string | undefined): string | undefined {
  return told !== undefined && /^#[0-9a-f]{6}$/i.test(told) ? told : undefined
}

/** What is told of somebody's roles beside his badges. */
type ToldRoles = {
  readonly [R in 'broadcaster' | 'moderator' | 'vip' | 'subscriber']?: boolean
}

const NOTHING: ToldRoles = {}

/** What somebody is in the channel: by the badges he wears, and by what else is told. */
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
