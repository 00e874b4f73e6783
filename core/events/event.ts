import type { Envelope } from './envelope.ts'
import type { Events, EventType, Platform } from './vocabulary.ts'

/** An event of these types: a union, so `event.type` narrows `event.data`. */
export type Event<T extends EventType = EventType> = { readonly [K in T]: Envelope<K> }[T]

/** What a source may say of an event besides its data. */
export interface Told {
  /** The platform's own key of this happening; see `docs/events.md`. Without one the id is a UUIDv7. */
  readonly key?: string | undefined
  readonly time?: Date | undefined
  readonly platform?: Platform | undefined
  /** Left out, it is the account the source is connected as; null: of no channel, or of one that cannot be told. */
  readonly channel?: string | null | undefined
  readonly raw?: unknown
  readonly cause?: string | undefined
  readonly test?: boolean | undefined
  readonly recovered?: boolean | undefined
}

/** An event as a plugin makes it: core adds `id`, `received`, `source` and `session`. */
export interface NewEnvelope<T extends EventType> extends Told {
  readonly type: T
  readonly data: Events[T]
  /** Only core gives ids: an event that has one was told already and cannot be published again. */
  readonly id?: undefined
}

/** An event as a plugin makes it, of any of these types. */
export type NewEvent<T extends EventType = EventType> = { readonly [K in T]: NewEnvelope<K> }[T]

/**
 * Makes an event for the stream a plugin returns.
 * @example event('chat.message', { messageId, text, user }, { key: messageId, platform: 'twitch', channel: 'ann' })
 */
export function event<T extends EventType>(type: T, data: Events[T], told: Told = {}): NewEvent<T> {
  // One type argument makes one member of the union, which TypeScript cannot see through the mapped type.
  return { ...told, type, data } as NewEvent<T>
}
