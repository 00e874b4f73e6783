import { z } from 'zod'

/** A user's role in a channel. */
export type Role = 'broadcaster' | 'moderator' | 'vip' | 'subscriber' | 'member' | (string & {})

/** A chat badge, with the platform's name for it. */
export interface Badge {
  readonly name: string
  readonly version: string
}

/** A user of a platform. */
export interface User {
  /** The platform's id; the login if the platform reports none. */
  readonly id: string
  /** The login in lower case; the display name if the platform has no logins (YouTube). */
  readonly name: string
  readonly displayName: string
  /** `#rrggbb`. */
  readonly color?: string
  readonly badges?: readonly Badge[]
  /** Empty for a plain viewer, or if the source does not report roles. */
  readonly roles: readonly Role[]
}

/** A user of a platform, as JSON. */
export const user = z.strictObject({
  id: z.string().describe("the platform's id; the login if the platform reports none"),
  name: z.string().describe('the login in lower case; the display name if there are no logins'),
  displayName: z.string(),
  color: z.string().describe('#rrggbb').exactOptional(),
  badges: z
    .array(z.strictObject({ name: z.string(), version: z.string() }))
    .readonly()
    .exactOptional(),
  roles: z
    .array(z.string())
    .readonly()
    .describe('broadcaster, moderator, vip, subscriber, member; empty for a plain viewer'),
})

/** A user of whom only some fields are known, as JSON. */
export const somebody = z.strictObject({
  id: user.shape.id.exactOptional(),
  name: user.shape.name.exactOptional(),
  displayName: user.shape.displayName.exactOptional(),
  color: user.shape.color,
  badges: user.shape.badges,
  roles: user.shape.roles.exactOptional(),
})

/** A user for examples. */
export const bea = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }

/** A user as compared between twins: by login, because not all sources report ids. */
export function who(somebody: Partial<User> | undefined): string {
  return (somebody?.name ?? somebody?.displayName ?? somebody?.id ?? '').toLowerCase()
}

/** A user's name for the terminal. */
export function nameOf(somebody: Partial<User> | undefined): string {
  return somebody?.displayName ?? somebody?.name ?? 'somebody'
}
