import { z } from 'zod'

/** What a viewer is in the channel. */
export type Role = 'broadcaster' | 'moderator' | 'vip' | 'subscriber' | 'member' | (string & {})

/** A chat badge as the platform names it. */
export interface Badge {
  readonly name: string
  readonly version: string
}

/** Somebody on a platform. */
export interface User {
  /** The platform's id; the login where a platform told none. */
  readonly id: string
  /** Login in lower case; the display name where the platform has no logins (YouTube). */
  readonly name: string
  readonly displayName: string
  /** `#rrggbb`. */
  readonly color?: string
  readonly badges?: readonly Badge[]
  /** Empty where the user is a plain viewer or the source cannot tell. */
  readonly roles: readonly Role[]
}

/** Somebody on a platform, as JSON. */
export const user = z.strictObject({
  id: z.string().describe("the platform's id; the login where a platform told none"),
  name: z.string().describe('login in lower case; the display name where there are no logins'),
  displayName: z.string(),
  color: z.string().describe('#rrggbb').exactOptional(),
  badges: z
    .array(z.strictObject({ name: z.string(), version: z.string() }))
    .readonly()
    .exactOptional(),
  roles: z
    .array(z.string())
    .readonly()
    .describe('of broadcaster, moderator, vip, subscriber, member; empty for a plain viewer'),
})

/** Somebody of whom not everything is told, as JSON. */
export const somebody = z.strictObject({
  id: user.shape.id.exactOptional(),
  name: user.shape.name.exactOptional(),
  displayName: user.shape.displayName.exactOptional(),
  color: user.shape.color,
  badges: user.shape.badges,
  roles: user.shape.roles.exactOptional(),
})

/** Somebody in an example. */
export const bea = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }

/** Somebody as a twin tells them: ids are told by most sources but not by all, so the login decides. */
export function who(somebody: Partial<User> | undefined): string {
  return (somebody?.name ?? somebody?.displayName ?? somebody?.id ?? '').toLowerCase()
}

/** Somebody by name, in a line of the terminal. */
export function nameOf(somebody: Partial<User> | undefined): string {
  return somebody?.displayName ?? somebody?.name ?? 'somebody'
}
