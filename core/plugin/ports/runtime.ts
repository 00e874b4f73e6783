import type { Event } from '../../events/event.ts'
import type { User } from '../../events/types/people.ts'
import type { EventType, Platform } from '../../events/vocabulary.ts'
import { definePort } from '../port.ts'
import type { Account } from './chat.ts'

/** Who the streamer is, as the config says it. Provided by core. */
export interface Streamer {
  /** IANA name. */
  readonly timezone: string
  /** The streamer's accounts, the bots', and those connected; of one platform where it is named. */
  accounts(platform?: Platform): readonly (Account & { readonly platform?: Platform })[]
  /** Whether a user is one of `bots`, or an account this runtime speaks as. */
  isBot(user: Partial<User>, platform?: Platform): boolean
  /** Whether a user is one of `relays`: an account that copies what others say elsewhere. */
  isRelay(user: Partial<User>): boolean
}
export const Streamer = definePort<Streamer>('Streamer')

/** Which kept events are wanted. Times are compared with `received`. */
export interface EventQuery<T extends EventType = EventType> {
  readonly types?: readonly T[]
  /** However it is written: `#Ann` is `ann`. */
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

/** Lines of chat that were found by their words, newest first. */
export interface FoundLines extends ReadonlyArray<Event<'chat.message'>> {
  /** There while a journal is still being indexed: older lines may be missing, from this time on none is. */
  readonly completeSince?: Date
}

/** The events kept so far, without dropped ones and test events. Provided by core. */
export interface EventHistory {
  query<T extends EventType>(query: EventQuery<T>): Promise<readonly Event<T>[]>
  /** Chat lines that hold all of these words, newest first; at most 1,000 unless `limit` says otherwise. Never waits for the index. */
  search(words: string, query?: Omit<EventQuery, 'types' | 'newest'>): Promise<FoundLines>
  /** One by one, in bounded memory. */
  stream<T extends EventType>(query: EventQuery<T>): AsyncIterable<Event<T>>
}
export const EventHistory = definePort<EventHistory>('EventHistory')

/** Whether the streamer is live. Provided by core. */
export interface StreamState {
  /** Without a channel: anywhere. */
  isLive(channel?: string): boolean
  /** Since when it has been live without a gap, by the platform's word where that is known; undefined while it is not. Without a channel: anywhere. */
  startedAt(channel?: string): Date | undefined
  /** The session's id while one is open, the ten minutes after its last stream included. */
  session(): string | undefined
}
export const StreamState = definePort<StreamState>('StreamState')

/** Something that is done only with the streamer's word. */
export interface ApprovalRequest {
  /** What it is, in a word: `title`. */
  readonly what: string
  readonly text: string
  readonly cause?: Event
  /** How long it may wait, a duration; default `'2m'`. */
  readonly within?: string
  readonly signal?: AbortSignal
  /**
   * Takes the text the streamer wants instead, just before it is approved, and gives it as it will be used; what it throws is
   * why it cannot be. Left out: it is approved as it is, or not at all.
   */
  revise?(text: string): string
}

/** `expired`: nobody decided in time, or it was not wanted any more. */
export type Decision = 'approved' | 'dropped' | 'expired'

/** Lets the streamer decide before something is done. Provided by core. */
export interface Approval {
  /** Waits for `promethean approve`, or for `decide`. Rejects where too much waits already. */
  ask(request: ApprovalRequest): Promise<Decision>
  /** The streamer's word told in another way, in chat say, on what this plugin asked first; false where nothing of it waits. */
  decide(decision: 'approved' | 'dropped'): boolean
}
export const Approval = definePort<Approval>('Approval')
