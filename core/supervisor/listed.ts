import type { User } from '../events/vocabulary.ts'

type IsListed = (user: Partial<User>) => boolean

/** Whether a user is one of these accounts: by login, display name or id, in any case. */
export function listed(accounts: readonly string[]): IsListed {
  const known = new Set(accounts.map(plainName).filter(name => name !== ''))
  return ({ id, name, displayName }) =>
    [id, name, displayName].some(told => told !== undefined && known.has(plainName(told)))
}

/** The same of a list that may change: it is read anew only when it is another one, as every line of chat asks. */
export function listedNow(accounts: () => readonly string[]): IsListed {
  let list: readonly string[] = []
  let isListed = listed(list)
  return user => {
    const now = accounts()
    if (now !== list) isListed = listed(now)
    list = now
    return isListed(user)
  }
}

// One account is `somebot` on Twitch and `Some Bot` or `@SomeBot` on YouTube.
function plainName(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').replace(/^@/, '').toLowerCase()
}
