import type { Event } from '../../events/event.ts'
import type { User } from '../../events/types/people.ts'
import type { EventType, Platform } from '../../events/vocabulary.ts'
import { ownPort } from '../port.ts'
import type { Account } from './chat.ts'

/** The streamer's accounts and settings. Provided by core. */
export interface Streamer {
  /** IANA name. */
  readonly timezone: string
  /** The accounts of the streamer and of the bots, and those connected; on one platform, if given. */
  accounts(platform?: Platform): readonly (Account & { readonly platform?: Platform })[]
  /** Whether a user is one of `bots`, or an account this runtime sends chat as. */
  isBot(user: Partial<User>, platform?: Platform): boolean
  /** Whether a user is one of `relays`: an account that copies messages from other chats. */
  isRelay(user: Partial<User>): boolean
}
export const Streamer = ownPort<Streamer>('Streamer')

/** Selects kept events. Times are compared with `received`. */
export interface EventQuery<T extends EventType = EventType> {
  readonly types?: readonly T[]
  /** In any spelling: `#Ann` is `ann`. */
  readonly channel?: string
  readonly platform?: Platform
  readonly session?: string
  /** Only events about this user: login, display name or the platform's id. Not for `search`. */
  readonly user?: string
  readonly since?: Date
  readonly until?: Date
  /** Newest first; default oldest first. */
  readonly newest?: boolean
  /** Maximum number of events; default 1,000 for `query`, all for `stream`. */
  readonly limit?: number
}

/** Chat messages found by their words, newest first. */
export interface FoundLines extends ReadonlyArray<Event<'chat.message'>> {
  /** Present while the journal is still being indexed: the result is complete only from this time on. */
  readonly completeSince?: Date
}

/** The kept events, without test events. Provided by core. */
export interface EventHistory {
  query<T extends EventType>(query: EventQuery<T>): Promise<readonly Event<T>[]>
  /**
   * Chat messages that contain all of these words, newest first; at most 1,000 unless `limit` says otherwise. Never waits
   * for the index.
   */
  search(words: string, query?: Omit<EventQuery, 'types' | 'newest' | 'user'>): Promise<FoundLines>
  /** The events with these ids, as far as they are still there, oldest first. */
  find(ids: readonly string[]): Promise<readonly Event[]>
  /** Delivers events one by one, in bounded memory. */
  stream<T extends EventType>(query: EventQuery<T>): AsyncIterable<Event<T>>
}
export const EventHistory = ownPort<EventHistory>('EventHistory')

/**
 * Whether the streamer is live, and what is on air. In a function that `on` or `inOrder` gave a test event, a test stream
 * counts as well, such as that of the simulator. Provided by core.
 */
export interface StreamState {
  /** Without a channel: on any of them. */
  isLive(channel?: string): boolean
  /**
   * Since when the streamer has been live without a gap, by the platform's clock if known; undefined while not live. Without
   * a channel: on any of them.
   */
  startedAt(channel?: string): Date | undefined
  /** The id of the current session, which ends ten minutes after its last stream; undefined without one. */
  session(): string | undefined
  /**
   * The scene on air, as the program that switches scenes told it last; undefined while it has told none. Without a plugin
   * id: of the plugin that told last.
   */
  scene(plugin?: string): string | undefined
}
export const StreamState = ownPort<StreamState>('StreamState')

/** Something that needs the streamer's approval. */
export interface ApprovalRequest {
  /** What it is, in one word: `title`. */
  readonly what: string
  readonly text: string
  /** The event it answers. Default: the event that `on` or `inOrder` gave the caller. */
  readonly cause?: Event
  /** How long it stays pending, as a duration; default `'2m'`. */
  readonly within?: string
  readonly signal?: AbortSignal
  /**
   * Gets the text the streamer wants instead, just before it is approved, and returns it as it will be used. If it throws,
   * the text is refused with that error. Without `revise`, the text can only be approved unchanged.
   */
  revise?(text: string): string
}

/** `expired`: nobody decided in time, or it was no longer needed. */
export type Decision = 'approved' | 'dropped' | 'expired'

/** Lets the streamer decide before something is done. Provided by core. */
export interface Approval {
  /** Resolves after `promethean approve`, `promethean drop` or `decide`. Rejects if too much is pending already. */
  ask(request: ApprovalRequest): Promise<Decision>
  /**
   * Decides about this plugin's oldest pending request, for example after a chat command; false if nothing of it is pending.
   */
  decide(decision: 'approved' | 'dropped'): boolean
}
export const Approval = ownPort<Approval>('Approval')
