import type { Observable } from 'rxjs'
import type { Event } from '../events/event.ts'
import type { EventType, Platform } from '../events/vocabulary.ts'
import { definePort } from './port.ts'

/** Where a text is to be said: where an event came from, or a channel by name. */
export type ChatTarget =
  | { readonly to: Event }
  | { readonly platform: Platform; readonly channel: string }

export interface SayOptions {
  /** Answer the line of `to` as a reply where the platform can. */
  readonly reply?: boolean
  /** Higher goes first; default 0. */
  readonly priority?: number
  /** No use saying it later than this; a duration like `'30s'`, the default. */
  readonly expires?: string
}

/** What became of a text. */
export interface Receipt {
  readonly status: 'sent' | 'dropped'
  /** Why it was dropped: `expired`, `stopped`, `no_sender`, `blank`, `secret`, or what the platform said. */
  readonly reason?: string
  /** The platform's id of the new line, where it gives one. */
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
}

/** Where a sender is told to send: resolved from a `ChatTarget`. */
export interface SendTarget {
  readonly platform: Platform
  readonly channel: string
  /** The line to answer, where a reply is wanted. */
  readonly replyTo?: string
}

/** What plugins that can speak provide. Texts come here already safe. */
export interface ChatSender {
  readonly platforms: readonly Platform[]
  /** Who it speaks as on this platform; undefined while it cannot speak there. */
  account(platform: Platform): Account | undefined
  /** One line into a channel. Rejects where it could not be handed over. */
  send(text: string, target: SendTarget, signal: AbortSignal): Promise<Receipt>
}
export const ChatSender = definePort<ChatSender>('ChatSender')

/** Which kept events are wanted. Times are compared with `received`. */
export interface EventQuery<T extends EventType = EventType> {
  readonly types?: readonly T[]
  readonly channel?: string
  readonly platform?: Platform
  readonly session?: string
  readonly since?: Date
  readonly until?: Date
  /** Newest first; default oldest first. */
  readonly newest?: boolean
  /** At most this many; default 1,000 for `query`, all for `stream`. */
  readonly limit?: number
}

/** The events kept so far, without dropped ones and test events. Provided by core. */
export interface EventHistory {
  query<T extends EventType>(query: EventQuery<T>): Promise<readonly Event<T>[]>
  /** Chat lines that hold all of these words, newest first. */
  search(
    words: string,
    query?: Omit<EventQuery, 'types' | 'newest'>,
  ): Promise<readonly Event<'chat.message'>[]>
  /** One by one, in bounded memory. */
  stream<T extends EventType>(query: EventQuery<T>): AsyncIterable<Event<T>>
}
export const EventHistory = definePort<EventHistory>('EventHistory')

/** Whether the streamer is live. Provided by core. */
export interface StreamState {
  /** Without a channel: anywhere. */
  isLive(channel?: string): boolean
  /** The session's id while one is open, the ten minutes after its last stream included. */
  session(): string | undefined
}
export const StreamState = definePort<StreamState>('StreamState')

/** The types only: what `context.on` gives. */
export type EventStream<T extends EventType> = Observable<Event<T>>
