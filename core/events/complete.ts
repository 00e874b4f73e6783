import type { Event, NewEvent } from './event.ts'
import { frozen } from './frozen.ts'
import type { Redactor } from './redact.ts'
import { uuidV7 } from './uuid.ts'
import type { Platform } from './vocabulary.ts'

/** What core knows of an event that its source need not say. */
export interface Completion {
  readonly source: string
  readonly received: Date
  readonly session: string | undefined
  /** The account the source is connected as on a platform. */
  accountOf(platform: Platform): string | undefined
  readonly redactor: Redactor
}

/** The whole event: id, received, source and session added, `raw` made fit to keep. Absent stays absent. */
export function completeEvent(told: NewEvent, by: Completion): Event {
  const { type, data, platform, raw } = told
  const channel = told.channel ?? (platform === undefined ? undefined : by.accountOf(platform))
  const whole = {
    // An empty key is none: all that have it would be repeats of the first.
    id: told.key ? `${platform ?? by.source}:${type}:${told.key}` : uuidV7(),
    type,
    time: validTime(told.time) ?? by.received,
    received: by.received,
    source: by.source,
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && { channel }),
    ...(by.session !== undefined && { session: by.session }),
    ...(told.cause !== undefined && { cause: told.cause }),
    ...(told.test && { test: true as const }),
    ...(told.recovered && { recovered: true as const }),
    data: frozen(data),
    ...(raw !== undefined && { raw: by.redactor.raw(raw) }),
  }
  // Type and data come from one NewEvent, so they still belong together.
  return Object.freeze(whole) as Event
}

function validTime(time: Date | undefined): Date | undefined {
  return time instanceof Date && !Number.isNaN(time.getTime()) ? time : undefined
}
