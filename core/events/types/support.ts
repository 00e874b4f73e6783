import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeFlag, maybeText, maybeWhole, text, whole } from './fields.ts'
import { bea, nameOf, somebody, type User, user, who } from './people.ts'
import { quantity } from './quantity.ts'

/** A subscription tier: Twitch's `1000`, `2000`, `3000` or `prime`; on YouTube the name of the level. */
export type Tier = string

/** How viewers support a channel: follows, subscriptions, gifts, money, raids. */
export interface SupportEvents {
  /** Key: user id and the follow's time to the second. */
  'channel.followed': { readonly user: User }
  /** A subscription or membership, new, renewed or received as a gift. Key: the notice's id. */
  'channel.subscribed': {
    readonly user: User
    readonly tier?: Tier
    /** Months in total, including this one. */
    readonly months?: number
    /** Months in a row, if the user shares them. */
    readonly streak?: number
    readonly isResub?: boolean
    readonly text?: string
    /** Present if somebody else paid. */
    readonly gift?: {
      readonly from?: Partial<User>
      readonly isAnonymous?: boolean
      readonly giftId?: string
    }
    /** The broadcast it belongs to, on platforms with several at once. */
    readonly streamId?: string
  }
  /**
   * Subscriptions were given away: one event per gift, however many users receive one. Key: the community gift's id, else
   * the notice's.
   */
  'channel.gifted': {
    /** Absent if anonymous. */
    readonly user?: User
    readonly count: number
    readonly tier?: Tier
    /** All gifts of this user in this channel so far, if known. */
    readonly total?: number
    readonly isAnonymous?: boolean
    /** The broadcast it belongs to, on platforms with several at once. */
    readonly streamId?: string
  }
  /** Bits were cheered. Key: the message's id. */
  'channel.cheered': {
    readonly user?: User
    readonly bits: number
    readonly text?: string
    readonly isAnonymous?: boolean
  }
  /** Money: Super Chats, stickers, donations. */
  'channel.tipped': {
    readonly user: User
    /** In units of the currency: 5 is five dollars. */
    readonly amount: number
    /** ISO 4217. */
    readonly currency: string
    readonly text?: string
    /** The broadcast it belongs to, on platforms with several at once. */
    readonly streamId?: string
  }
  /** Somebody raided this channel. */
  'channel.raided': { readonly from: Partial<User>; readonly viewers: number }
}

export const supportEvents = {
  'channel.followed': {
    schema: z.strictObject({ user }),
    key: "`user.id` and the follow's time to the second, `7:2026-11-23T19:04:05Z`",
    twin: ({ user }) => ({ user: who(user) }),
    example: { user: bea },
    line: ({ user }) => `${nameOf(user)} follows`,
  },
  'channel.subscribed': {
    schema: z.strictObject({
      user,
      tier: maybeText,
      months: maybeWhole,
      streak: maybeWhole,
      isResub: maybeFlag,
      text: maybeText,
      gift: z
        .strictObject({
          from: somebody.exactOptional(),
          isAnonymous: maybeFlag,
          giftId: maybeText,
        })
        .describe('present if somebody else paid')
        .exactOptional(),
      streamId: maybeText,
    }),
    key: "the notice's id",
    // Only some sources report who paid for a renewal.
    twin: ({ user, isResub, gift }) => ({
      user: who(user),
      gift: isResub !== true && gift !== undefined,
    }),
    twinSaid: '`user`, and `gift` unless it is a renewal',
    example: { user: bea, tier: '1000', months: 3 },
    line: ({ user, gift }) => `${nameOf(user)} subscribed${gift === undefined ? '' : ' (a gift)'}`,
  },
  'channel.gifted': {
    schema: z.strictObject({
      user: user.exactOptional(),
      count: whole,
      tier: maybeText,
      total: maybeWhole,
      isAnonymous: maybeFlag,
      streamId: maybeText,
    }),
    key: "the community gift's id, else the notice's",
    twin: ({ user, count }) => ({ user: who(user), count }),
    example: { user: bea, count: 5 },
    line: ({ user, count }) => `${nameOf(user)} gave ${quantity(count, 'sub')}`,
  },
  'channel.cheered': {
    schema: z.strictObject({
      user: user.exactOptional(),
      bits: whole,
      text: maybeText,
      isAnonymous: maybeFlag,
    }),
    key: "the message's id",
    twin: ({ user, bits }) => ({ user: who(user), bits }),
    example: { user: bea, bits: 100 },
    line: ({ user, bits }) => `${nameOf(user)} cheered ${quantity(bits, 'bit')}`,
  },
  'channel.tipped': {
    schema: z.strictObject({
      user,
      amount: z.number().nonnegative().describe('in units of the currency'),
      currency: text.describe('ISO 4217'),
      text: maybeText,
      streamId: maybeText,
    }),
    key: "the platform's id of the payment",
    twin: ({ user, amount, currency }) => ({ user: who(user), amount, currency }),
    example: { user: bea, amount: 5, currency: 'EUR', text: 'for the cat' },
    line: ({ user, amount, currency }) => `${nameOf(user)} tipped ${amount} ${currency}`,
  },
  'channel.raided': {
    schema: z.strictObject({ from: somebody, viewers: whole }),
    key: "the notice's id",
    twin: ({ from, viewers }) => ({ from: who(from), viewers }),
    example: { from: { id: '7', name: 'bea', displayName: 'Bea' }, viewers: 12 },
    line: ({ from, viewers }) => `${nameOf(from)} raided with ${quantity(viewers, 'viewer')}`,
  },
} satisfies Declarations<SupportEvents>
