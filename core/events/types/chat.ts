import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeText, maybeWhole, text, whole } from './fields.ts'
import { bea, nameOf, somebody, type User, user, who } from './people.ts'

/** An emote in a text. Positions are code points from 0, the end is inclusive. */
export interface Emote {
  readonly id: string
  readonly name: string
  readonly start: number
  readonly end: number
}

/** The message that a chat message replies to. */
export interface Reply {
  readonly messageId: string
  readonly text?: string
  readonly user?: { readonly id?: string; readonly name?: string; readonly displayName?: string }
}

/** A chat message. */
export interface ChatMessage {
  /** The platform's id of the message. */
  readonly messageId: string
  /** Without the `ACTION` wrapper of `/me`. */
  readonly text: string
  readonly user: User
  readonly emotes?: readonly Emote[]
  readonly bits?: number
  readonly reply?: Reply
  /** The user's first message ever in this channel. */
  readonly isFirst?: boolean
  /** `/me`. */
  readonly isAction?: boolean
  /** Typed into a notice (an announcement, a watch streak, a renewal), which is published as well. */
  readonly isNotice?: boolean
  /** Written by an account this runtime sends with. Set by the runtime. */
  readonly isSelf?: boolean
  /** The channel a shared-chat message was written in, if it is not this one. */
  readonly sharedFrom?: { readonly id: string; readonly name?: string }
  /** The broadcast it was written in, on platforms with several at once; an answer goes there. */
  readonly streamId?: string
}

/** Events of a platform's chat. */
export interface ChatEvents {
  /** A chat message, on any platform. Key: the platform's message id. */
  'chat.message': ChatMessage
  /** A message was removed. Key: the removed message's id. */
  'chat.deleted': {
    readonly messageId: string
    readonly user?: Partial<User>
    readonly text?: string
    readonly streamId?: string
  }
  /** All messages of a user were removed, or of the whole channel if `user` is absent. */
  'chat.cleared': { readonly user?: Partial<User>; readonly streamId?: string }
  /** A moderator acted on a user. */
  'chat.moderated': {
    readonly action: 'timeout' | 'ban' | 'unban' | 'untimeout'
    readonly user: Partial<User>
    /** Length of a timeout in seconds. */
    readonly seconds?: number
    readonly reason?: string
    readonly moderator?: Partial<User>
    readonly streamId?: string
  }
}

export const chatEvents = {
  'chat.message': {
    schema: z.strictObject({
      messageId: text.describe("the platform's id of the message"),
      text,
      user,
      emotes: z
        .array(z.strictObject({ id: text, name: text, start: whole, end: whole }))
        .readonly()
        .describe('positions in code points from 0, the end inclusive')
        .exactOptional(),
      bits: maybeWhole,
      reply: z
        .strictObject({
          messageId: text,
          text: maybeText,
          user: z
            .strictObject({ id: maybeText, name: maybeText, displayName: maybeText })
            .exactOptional(),
        })
        .describe('the message it answers')
        .exactOptional(),
      isFirst: z
        .boolean()
        .describe("the user's first message ever in this channel")
        .exactOptional(),
      isAction: z.boolean().describe('/me').exactOptional(),
      isNotice: z
        .boolean()
        .describe('typed into a notice, which is published as well')
        .exactOptional(),
      isSelf: z.boolean().describe('written by an account this runtime sends with').exactOptional(),
      sharedFrom: z
        .strictObject({ id: text, name: maybeText })
        .describe('the channel a shared-chat message was written in')
        .exactOptional(),
      streamId: text
        .describe('the broadcast it was written in, on platforms with several at once')
        .exactOptional(),
    }),
    key: '`messageId`',
    // Messages have an id; text in a notice has none if a source reports the notice without one.
    twin: ({ user, text, isNotice }) => (isNotice ? { user: who(user), text } : undefined),
    twinSaid: 'for text in a notice: `user`, `text`',
    example: { messageId: '1', text: 'hello', user: bea },
    line: ({ user, text }) => `${user.displayName}: ${text}`,
  },
  'chat.deleted': {
    schema: z.strictObject({
      messageId: text,
      user: somebody.exactOptional(),
      text: maybeText,
      streamId: maybeText,
    }),
    key: '`messageId`',
    example: { messageId: '1' },
    line: ({ user }) => `a message by ${nameOf(user)} was deleted`,
  },
  'chat.cleared': {
    schema: z.strictObject({ user: somebody.exactOptional(), streamId: maybeText }),
    twin: ({ user }) => ({ user: who(user) }),
    example: { user: { name: 'bea' } },
    line: ({ user }) =>
      user === undefined ? 'the chat was cleared' : `messages by ${nameOf(user)} were cleared`,
  },
  'chat.moderated': {
    schema: z.strictObject({
      action: z.enum(['timeout', 'ban', 'unban', 'untimeout']),
      user: somebody,
      seconds: z.number().nonnegative().exactOptional(),
      reason: maybeText,
      moderator: somebody.exactOptional(),
      streamId: maybeText,
    }),
    twin: ({ action, user }) => ({ action, user: who(user) }),
    example: { action: 'timeout', user: { name: 'bea' }, seconds: 600 },
    line: ({ action, user }) => `${action}: ${nameOf(user)}`,
  },
} satisfies Declarations<ChatEvents>
