import type { Badge, Role } from 'promethean'

/** Whether a login in lower case is one of the accounts Twitch lets anonymous cheers and gifts speak as. */
export function isNobody(login: string): boolean {
  return login === 'ananonymouscheerer' || login === 'ananonymousgifter'
}

/** A colour as told; undefined where it is none. */
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
  const roles: Role[] = []
  if (told.broadcaster || wears(badges, 'broadcaster')) roles.push('broadcaster')
  if (told.moderator || wears(badges, 'moderator') || wears(badges, 'lead_moderator'))
    roles.push('moderator')
  if (told.vip || wears(badges, 'vip')) roles.push('vip')
  // A founder wears that badge in place of the subscriber's.
  if (told.subscriber || wears(badges, 'subscriber') || wears(badges, 'founder'))
    roles.push('subscriber')
  return roles
}

function wears(badges: readonly Badge[], name: string): boolean {
  return badges.some(badge => badge.name === name)
}
