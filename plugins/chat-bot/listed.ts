import type { User } from 'promethean'

/** Whether a user is one of these accounts: by login, display name or id, in any case. */
export function listed(accounts: readonly string[]): (user: Partial<User>) => boolean {
  const known = new Set(accounts.map(plainName).filter(name => name !== ''))
  return ({ id, name, displayName }) =>
    [id, name, displayName].some(told => told !== undefined && known.has(plainName(told)))
}

// One account is `somebot` on Twitch and `Some Bot` or `@SomeBot` on YouTube.
function plainName(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').replace(/^@/, '').toLowerCase()
}
