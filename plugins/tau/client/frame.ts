import { z } from 'zod'
import { isFields, parseJson } from '../../formats/json.ts'

/** One row of TAU, from the socket or the REST list. */
export interface TauRow {
  /** The database row; absent for test events. */
  readonly id: string | undefined
  /** Twitch's EventSub message id, or a UUID of TAU's for a test. */
  readonly eventId: string | undefined
  readonly type: string
  readonly data: unknown
  /** When TAU stored it, whole seconds; for a test when it was sent. */
  readonly created: Date | undefined
  readonly origin: 'twitch' | 'replay' | 'test'
  readonly raw: unknown
}

export type Frame =
  | { readonly kind: 'row'; readonly row: TauRow }
  /** Keep-alives and whatever else has `event` instead of `event_type`. */
  | { readonly kind: 'control' }
  | { readonly kind: 'malformed'; readonly problem: string; readonly raw: unknown }

const id = z
  .union([z.string().min(1), z.number().transform(String)])
  .nullish()
  .transform(value => value ?? undefined)
  .catch(undefined)

const envelope = z.looseObject({
  id,
  event_id: id,
  event_type: z.string().min(1),
  event_data: z.unknown().optional(),
  created: z.string().nullish().catch(undefined),
  origin: z.enum(['twitch', 'replay', 'test']).catch('twitch'),
})

/** Reads the text of a frame of `/ws/twitch-events/`. */
export function parseFrame(text: string): Frame {
  const value = parseJson(text)
  if (value === undefined) return { kind: 'malformed', problem: 'it is not JSON', raw: text }
  const row = parseRow(value)
  if (row !== undefined) return { kind: 'row', row }
  return isFields(value) && 'event' in value
    ? { kind: 'control' }
    : { kind: 'malformed', problem: 'it has no event_type', raw: value }
}

/** Reads one envelope; undefined if it is not one. */
export function parseRow(value: unknown): TauRow | undefined {
  const parsed = envelope.safeParse(value)
  if (!parsed.success) return undefined
  const { id, event_id, event_type, event_data, created, origin } = parsed.data
  return {
    id,
    eventId: event_id,
    type: event_type,
    data: event_data,
    created: dateOf(created),
    origin,
    raw: value,
  }
}

/** A date in any format of TAU or Twitch; undefined if it is invalid. */
function dateOf(text: string | null | undefined): Date | undefined {
  if (text === null || text === undefined) return undefined
  // ISO 8601 wants a colon in the offset, which TAU leaves out: V8 reads it, other engines need not.
  const date = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isNaN(date.getTime()) ? undefined : date
}
