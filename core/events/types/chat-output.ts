import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeText, text } from './fields.ts'

/** Results of texts that plugins sent. */
export interface ChatOutputEvents {
  /** The outbox sent a text to a platform. */
  'chat.sent': {
    readonly text: string
    readonly via: string
    readonly messageId?: string
    readonly confirmed: boolean
    readonly plugin?: string
    /** The account that sent it. */
    readonly account?: string
  }
  /** The outbox did not send a text. */
  'chat.dropped': { readonly text: string; readonly reason: string; readonly plugin?: string }
}

export const chatOutputEvents = {
  'chat.sent': {
    schema: z.strictObject({
      text,
      via: text,
      messageId: maybeText,
      confirmed: z.boolean(),
      plugin: maybeText,
      account: maybeText,
    }),
    example: { text: 'hello', via: 'twitch', confirmed: true },
    line: ({ text, confirmed }, isTest) =>
      `${confirmed || isTest ? 'said' : 'said, not confirmed'}: ${text}`,
  },
  'chat.dropped': {
    schema: z.strictObject({ text, reason: text, plugin: maybeText }),
    example: { text: 'hello', reason: 'expired' },
    line: ({ text, reason }) => `not said (${reason}): ${text}`,
  },
} satisfies Declarations<ChatOutputEvents>
