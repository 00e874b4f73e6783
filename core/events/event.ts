import type { Envelope } from './envelope.ts'
import type { Events, EventType, Platform } from './vocabulary.ts'

/** An event of one of these types. Checking `event.type` narrows `event.data`. */
export type Event<T extends EventType = EventType> = { readonly [K in T]: Envelope<K> }[T]

/** Whether a value is a published event: nothing else has an id, a source and the time it was received. */
export function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null || !('received' in value)) return false
  return 'source' in value && 'type' in value && 'id' in value && typeof value.id === 'string'
}

/** Optional properties of a new event, besides its data. */
export interface Told {
  /** The platform's own key of this event; see `docs/events.md`. Without a key, the id is a UUIDv7. */
  readonly key?: string | undefined
  readonly time?: Date | undefined
  readonly platform?: Platform | undefined
  /** Default: the account the source is connected as. Null: no channel, or one that cannot be determined. */
  readonly channel?: string | null | undefined
  readonly raw?: unknown
  readonly cause?: string | undefined
  readonly test?: boolean | undefined
  readonly recovered?: boolean | undefined
}

/** An event as a plugin creates it; core adds `id`, `received`, `source` and `session`. */
export interface NewEnvelope<T extends EventType> extends Told {
  readonly type: T
  readonly data: Events[T]
  /** Only core sets ids: an event with an id was already published and cannot be published again. */
  readonly id?: undefined
}

/** An event as a plugin creates it, of any of these types. */
export type NewEvent<T extends EventType = EventType> = { readonly [K in T]: NewEnvelope<K> }[T]

/**
 * Creates an event to publish, for the stream that `setup` returns.
 * @example event('chat.message', { messageId, text, user }, { key: messageId, platform: 'twitch', channel: 'ann' })
 */
export function event<T extends EventType>(type: T, data: Events[T], told: Told = {}): NewEvent<T> {
  // One type argument makes one member of the union, which TypeScript cannot see through the mapped type.
  return { ...told, type, data } as NewEvent<T>
}
