import type { User } from '../events/types/people.ts'
import { normalText, withoutInvisible } from './visible.ts'

type Named = Partial<Pick<User, 'id' | 'name' | 'displayName'>>
type IsListed = (user: Named) => boolean

/**
 * Normalizes an account name for comparison. The same account is `somebot` on Twitch and `Some Bot` or `@SomeBot` on
 * YouTube, so case, width, spaces, invisible characters and a leading `@` do not count.
 */
export function accountName(written: string): string {
  // Most logins arrive in this form.
  if (/^[a-z0-9_]*$/.test(written)) return written
  return withoutInvisible(written.normalize('NFKC'))
    .replace(/\s+/g, '')
    .replace(/^@+/, '')
    .toLowerCase()
}

/** Whether two names belong to the same account. */
export function isSameAccount(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false
  return one === other || accountName(one) === accountName(other)
}

/** Returns a function that says whether a user is one of these accounts, by login, display name, handle or id. */
export function anyOf(accounts: readonly string[]): IsListed {
  const known = new Set(accounts.map(accountName).filter(name => name !== ''))
  if (known.size === 0) return () => false
  return ({ id, name, displayName }) =>
    [id, name, displayName].some(told => told !== undefined && known.has(accountName(told)))
}

/**
 * The same for a list that may change. The list is processed again only if it is a different array, because every chat
 * message asks.
 */
export function anyOfNow(accounts: () => readonly string[]): IsListed {
  let list: readonly string[] = []
  let isListed = anyOf(list)
  return user => {
    const now = accounts()
    if (now !== list) isListed = anyOf(now)
    list = now
    return isListed(user)
  }
}

/** Whether a text mentions one of these accounts: `@name`, not as part of a longer name or an address. */
export function mentions(text: string, names: Iterable<string>): boolean {
  if (!/[@\uFF20\uFE6B]/.test(text)) return false
  const read = normalText(text)
  for (const name of names)
    for (const spelling of spellings(name)) if (speaksTo(read, `@${spelling}`)) return true
  return false
}

// A name of several words may be written with or without spaces.
function spellings(name: string): readonly string[] {
  const [plain, shown] = [accountName(name), normalText(name).replace(/^@+ ?/, '')]
  if (plain === '') return []
  return shown === plain ? [plain] : [plain, shown]
}

// `@ann` is in none of `mail@ann`, `@annika` and `@ann-plays`, as handles of YouTube are; it is in `@ann-` and `@ann.`.
function speaksTo(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const goesOn = /^[-.\u00B7]?[\p{L}\p{M}\p{N}_]/u.test(text.slice(at + wanted.length))
    if (!goesOn && !/[\p{L}\p{M}\p{N}_]$/u.test(text.slice(0, at))) return true
  }
  return false
}
