import type { Events, EventType, Platform } from './vocabulary.ts'

/** What every event carries, whatever its type. */
export interface Envelope<T extends EventType> {
  /** `<platform>:<type>:<key>`, or a UUIDv7 where there is no key: the same for the same happening, whichever source told it. */
  readonly id: string
  readonly type: T
  /** When it happened, by the platform's clock where it says so. */
  readonly time: Date
  /** When this runtime saw it first. */
  readonly received: Date
  /** The use id of the plugin that brought it; `promethean` for the runtime's own. */
  readonly source: string
  readonly platform?: Platform
  /** Twitch, Kick, Trovo: login in lower case, no `#`; YouTube: channel id as given. */
  readonly channel?: string
  /** The stream it belongs to: the UTC minute that opened, `2026-11-23T19:04Z`. */
  readonly session?: string
  /** The id of the event it answers. */
  readonly cause?: string
  /** Made up: fired by hand, a platform's test button, the simulator, TAU's replay. */
  readonly test?: true
  /** Told afterwards: backfill, or state found at connect. */
  readonly recovered?: true
  /** Known secrets in it read `[redacted]`; in a `platform.event` credentials of others as well. */
  readonly data: Events[T]
  /** The source's own payload. Values under secret-like keys, credentials and known secrets read `[redacted]`; past 64 kB only its size is kept. */
  readonly raw?: unknown
}

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
