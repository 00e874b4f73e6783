import type { User } from 'promethean'

/** Whether a user is one of these accounts: by login, display name or id, in any case. */
export function listed(accounts: readonly string[]): (user: User) => boolean {
  const known = new Set(accounts.map(plainName).filter(name => name !== ''))
  return user => [user.id, user.name, user.displayName].some(name => known.has(plainName(name)))
}

// One account is `restreambot` on Twitch and `Restream Bot` or `@RestreamBot` on YouTube.
function plainName(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').replace(/^@/, '').toLowerCase()
}
