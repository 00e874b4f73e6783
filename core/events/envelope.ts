import { z } from 'zod'
import { maybeText, moment, text } from './types/fields.ts'
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
  /** The use id of the plugin that published it; `promethean` for the runtime's own. */
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
