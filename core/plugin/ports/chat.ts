import type { Event } from '../../events/event.ts'
import type { Role } from '../../events/types/people.ts'
import type { Platform } from '../../events/vocabulary.ts'
import type { Outcome } from '../outcome.ts'
import { definePort, ownPort } from '../port.ts'

/** Where to send a text: to the channel of an event, or to a channel by name. */
export type ChatTarget =
  | { readonly to: Event }
  | {
      readonly platform: Platform
      readonly channel: string
      /** One of several simultaneous broadcasts of the channel; default: that of the cause, else all. */
      readonly streamId?: string
    }

export interface SayOptions {
  /**
   * The event it answers, if the target is a channel by name; with `{ to }` it is that event.
   * Default: the event that `on` or `inOrder` gave the caller.
   */
  readonly cause?: Event
  /** Send it as a reply to the message `to`, if the platform supports replies. */
  readonly reply?: boolean
  /** Higher values are sent first; default 0. */
  readonly priority?: number
  /** Drop the text if it could not be sent within this time; a duration, default `'30s'`. */
  readonly expires?: string
  /**
   * A language model wrote it; it is dropped if it contains a link, or what looks like a password or a token, and it starts
   * no command of another bot: a leading `!` is escaped.
   */
  readonly isGenerated?: boolean
}

/** The result of sending a text. */
export interface Receipt {
  readonly status: 'sent' | 'dropped'
  /**
   * Why it was dropped (or the rest of it, if its first parts were sent): `blank`, `own_line`, `bot`, `relay`, `secret`,
   * `link`, `too_long`, `no_channel`, `no_sender`, `muted`, `queue_full`, `expired`, `stopped`, or the platform's own reason.
   */
  readonly reason?: string
  /** The platform's id of the new message, if known; of the first one if a long text became several. */
  readonly messageId?: string
  /** False if the platform did not confirm it. */
  readonly confirmed: boolean
  /** The plugin that only simulates a platform and captured it: nothing was sent. Set by core. */
  readonly capturedBy?: string
}

/** The outbox: sends texts to chat on any platform, safely. Provided by core. */
export interface ChatOutput {
  /** Never rejects; the receipt says what went wrong. */
  say(text: string, target: ChatTarget, options?: SayOptions): Promise<Receipt>
}
export const ChatOutput = ownPort<ChatOutput>('ChatOutput')

/** The account a sender uses. */
export interface Account {
  readonly id?: string
  readonly name: string
  /** Its roles in the channel in question, which determine its rate limit. Absent if unknown. */
  readonly roles?: readonly Role[]
}

/** Where a sender has to send: the resolved `ChatTarget`. */
export interface SendTarget {
  readonly platform: Platform
  readonly channel: string
  /** The message to reply to, if a reply is wanted. */
  readonly replyTo?: string
  /** The broadcast to send to, on platforms with several at once (YouTube); default: all. */
  readonly streamId?: string
}

/**
 * Why a message was rejected. The code alone decides what happens next: `rate_limited` is retried later, `duplicate` is
 * retried with an invisible change, everything else is final.
 */
export type Refusal =
  | {
      readonly code: 'rate_limited'
      /** How long to wait, in ms, if the platform says so; default: a second, longer each time. */
      readonly retryAfterMs?: number
    }
  | {
      readonly code:
        | 'duplicate'
        | 'forbidden'
        | 'too_long'
        | 'no_channel'
        | 'connection_lost'
        | 'refused'
    }

/** A sender's result for one message. */
export interface SendReceipt extends Receipt {
  /** Set if it was dropped. Without it, the drop is final; its code serves as the reason if `reason` is absent. */
  readonly refusal?: Refusal
}

/** Provided by plugins that can send chat. Texts are already made safe. */
export interface ChatSender {
  /** Sends one message to a channel. Rejects if it could not be handed to the platform; the error becomes the reason. */
  send(text: string, target: SendTarget, signal: AbortSignal): Promise<Outcome<SendReceipt>>
}

/** What a sender says about itself, at any time. */
export interface ChatSpeaker {
  readonly platforms: readonly Platform[]
  /** The account it uses on this platform (and in this channel, if given); undefined while it cannot send there. */
  account(platform: Platform, channel?: string): Account | undefined
}
export const ChatSender = definePort<ChatSender, ChatSpeaker>('ChatSender', {
  outside: true,
  effects: { send: true },
  about: { platforms: true, account: true },
})
