import type { Redactor, SecretKeys } from '../secrets/redact.ts'
import { declarationOf } from './core-events.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { Envelope } from './envelope.ts'
import type { Event, NewEvent } from './event.ts'
import { uuidV7 } from './uuid.ts'
import type { EventType, Platform } from './vocabulary.ts'

const YEAR_0 = Date.parse('0000-01-01T00:00:00Z')
const YEAR_10000 = Date.parse('+010000-01-01T00:00:00Z')

/** What core adds to an event of a source. */
export interface Completion {
  readonly source: string
  readonly received: Date
  /** The stream that an event of a channel belongs to. */
  sessionOf(told: NewEvent, channel: string | undefined): string | undefined
  /** The account the source is connected as on a platform. */
  accountOf(platform: Platform): string | undefined
  readonly redactor: Redactor
}

/** An event on its way to being whole. */
type Whole = { -readonly [K in keyof Envelope<EventType>]?: Envelope<EventType>[K] }

/** The whole event: id, received, source and session added, no secret left in it. Absent stays absent. */
export function completeEvent(told: NewEvent, by: Completion): Event {
  const { type, data, raw } = told
  // Plugins without types may publish anything: the journal could not write a value that is not a string, and would retry forever.
  const platform = textOnly(told.platform)
  const cause = textOnly(told.cause)
  const channel = channelOf(told, platform, by)
  const whole: Whole = {
    // An empty key counts as none: otherwise all such events would be repeats of the first.
    id: told.key ? `${platform ?? by.source}:${type}:${by.redactor.known(told.key)}` : uuidV7(),
    type,
    time: validTime(told.time) ?? by.received,
    received: by.received,
    source: by.source,
  }
  // Assigned one by one: every event comes along here, and conditional spreads cost three times as much.
  if (platform !== undefined) whole.platform = platform
  if (channel !== undefined) whole.channel = channel
  const session = by.sessionOf(told, channel)
  if (session !== undefined) whole.session = session
  if (cause !== undefined) whole.cause = cause
  if (told.test) whole.test = true
  if (told.recovered) whole.recovered = true
  whole.data = keptData(type, data, by.redactor)
  if (raw !== undefined) whole.raw = by.redactor.payload(raw)
  // Type and data come from one NewEvent, so they still belong together.
  return Object.freeze(whole) as Event
}

function channelOf(
  told: NewEvent,
  platform: Platform | undefined,
  by: Completion,
): string | undefined {
  // Known to belong to no channel: the account's own would be a guess.
  if (told.channel === null) return undefined
  return textOnly(told.channel) ?? (platform === undefined ? undefined : by.accountOf(platform))
}

/** Data that is safe to store and deliver: without secrets, frozen. */
export function keptData<T>(type: EventType, data: T, redactor: Redactor): T {
  return deepFreeze(redactor.data(data, secretKeysOf(type)))
}

// The data of an unknown type is whatever a stranger sent.
function secretKeysOf(type: EventType): SecretKeys {
  if (type === 'platform.event') return 'all'
  return declarationOf(type) === undefined ? 'texts' : 'none'
}

function textOnly<T extends string>(value: T | undefined): T | undefined {
  return typeof value === 'string' ? value : undefined
}

// For example microseconds taken for milliseconds: ISO 8601 cannot write a time after the year 9999.
function validTime(time: Date | undefined): Date | undefined {
  const ms = time instanceof Date ? time.getTime() : Number.NaN
  return ms >= YEAR_0 && ms < YEAR_10000 ? time : undefined
}
