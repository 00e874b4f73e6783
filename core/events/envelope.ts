import { z } from 'zod'
import { maybeText, moment, text } from './types/fields.ts'
import type { Events, EventType, Platform } from './vocabulary.ts'

/** The fields that every event has, whatever its type. */
export interface Envelope<T extends EventType> {
  /**
   * `<platform>:<type>:<key>`, or a UUIDv7 if there is no key. The same for the same happening, whichever source reported
   * it.
   */
  readonly id: string
  readonly type: T
  /** When it happened, by the platform's clock if the platform reports it. */
  readonly time: Date
  /** When this runtime first received it. */
  readonly received: Date
  /** The id of the plugin that published it; `promethean` for the runtime's own events. */
  readonly source: string
  readonly platform?: Platform
  /** Twitch, Kick, Trovo: the login in lower case, without `#`. YouTube: the channel id. */
  readonly channel?: string
  /** The stream it belongs to, named by the UTC minute it started: `2026-11-23T19:04Z`. */
  readonly session?: string
  /** The id of the event it answers. */
  readonly cause?: string
  /** A test event: fired by hand, or from a platform's test button, the simulator or a replay in TAU. */
  readonly test?: true
  /** Received late: fetched after an outage, or found at connect. */
  readonly recovered?: true
  /** Known secrets are replaced by `[redacted]`; in a `platform.event`, other credentials too. */
  readonly data: Events[T]
  /**
   * The source's own payload. Values under secret-like keys, credentials and known secrets are replaced by `[redacted]`. If
   * it is larger than 64 kB, only its size is stored.
   */
  readonly raw?: unknown
}

const fields = {
  id: text,
  type: text,
  time: moment,
  received: moment,
  source: text.describe('the plugin that published it'),
  platform: maybeText,
  channel: maybeText,
  session: text.describe('the stream it belongs to: the UTC minute it opened').exactOptional(),
  cause: text.describe('id of the event it answers').exactOptional(),
  test: z.literal(true).describe('a test event; absent on real events').exactOptional(),
  recovered: z.literal(true).describe('recovered later').exactOptional(),
  data: z.unknown(),
  raw: z.unknown().describe("the source's own payload").optional(),
} satisfies Readonly<Record<keyof Envelope<EventType>, z.ZodType>>

/** The envelope of an event as JSON, around the data of its type. */
export const envelopeSchema = z.looseObject(fields)
