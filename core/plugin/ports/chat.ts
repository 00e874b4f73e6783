import type { Event } from '../../events/event.ts'
import type { Role } from '../../events/types/people.ts'
import type { Platform } from '../../events/vocabulary.ts'
import { definePort } from '../port.ts'

/** Where a text is to be said: where an event came from, or a channel by name. */
export type ChatTarget =
  | { readonly to: Event }
  | {
      readonly platform: Platform
      readonly channel: string
      /** One broadcast of several the channel has at once; left out: that of the cause, else all. */
      readonly streamId?: string
    }

export interface SayOptions {
  /** The event it answers, where the target is a channel by name; of `{ to }` it is that event. */
  readonly cause?: Event
  /** Answer the line of `to` as a reply where the platform can. */
  readonly reply?: boolean
  /** Higher goes first; default 0. */
  readonly priority?: number
  /** No use saying it later than this; a duration like `'30s'`, the default. */
  readonly expires?: string
  /** A language model wrote it: with a link in it, it is held back. */
  readonly isGenerated?: boolean
}

/** What became of a text. */
export interface Receipt {
  readonly status: 'sent' | 'dropped'
  /**
   * Why it was dropped, or the rest of it where its first parts were sent: `blank`, `own_line`, `bot`, `relay`, `secret`,
   * `link`, `too_long`, `no_channel`, `no_sender`, `muted`, `queue_full`, `expired`, `stopped`, or what the platform said.
   */
  readonly reason?: string
  /** The platform's id of the new line, where it gives one; of the first where a long text became several. */
  readonly messageId?: string
  /** False where the platform never answers. */
  readonly confirmed: boolean
}

/** The outbox: says texts on any platform, safely. Provided by core. */
export interface ChatOutput {
  /** Never rejects: what went wrong is in the receipt. */
  say(text: string, target: ChatTarget, options?: SayOptions): Promise<Receipt>
}
export const ChatOutput = definePort<ChatOutput>('ChatOutput')

/** The account a sender speaks as. */
export interface Account {
  readonly id?: string
  readonly name: string
  /** What it is in the channel asked about: how much it may say hangs on that. Absent where not known. */
  readonly roles?: readonly Role[]
}

/** Where a sender is told to send: resolved from a `ChatTarget`. */
export interface SendTarget {
  readonly platform: Platform
  readonly channel: string
  /** The line to answer, where a reply is wanted. */
  readonly replyTo?: string
  /** The broadcast to speak in, where the channel may have several at once (YouTube); left out: all. */
  readonly streamId?: string
}

/**
 * Why a line was not taken, as a value: what is done about it hangs on the code alone. `rate_limited` is tried again later,
 * a `duplicate` in other words that read the same; any other is final.
 */
export type Refusal =
  | {
      readonly code: 'rate_limited'
      /** How long the platform wants to be left alone, in ms; left out: a second, longer each time. */
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

/** What a sender says became of a line. */
export interface SendReceipt extends Receipt {
  /** Of a dropped one. Without it the drop is final; without a `reason` it is told by its code. */
  readonly refusal?: Refusal
}

/** What plugins that can speak provide. Texts come here already safe. */
export interface ChatSender {
  readonly platforms: readonly Platform[]
  /** Who it speaks as on this platform, and in this channel where one is named; undefined while it cannot speak there. */
  account(platform: Platform, channel?: string): Account | undefined
  /** One line into a channel. Rejects where it could not be handed over: what it threw is told as the reason. */
  send(text: string, target: SendTarget, signal: AbortSignal): Promise<SendReceipt>
}
export const ChatSender = definePort<ChatSender>('ChatSender', {
  outside: true,
  effects: ['send'],
  captured: { send: Object.freeze({ status: 'sent', confirmed: false }) },
  heldBack: { send: reason => ({ status: 'dropped', reason, confirmed: true }) },
})
