import { randomUUID } from 'node:crypto'
import type { NewEvent, Told } from 'promethean'
import { eventsOf, unnamedEvent } from '../../formats/eventsub/events.ts'
import { fields } from '../../formats/json.ts'
import type { TauRow } from '../client/frame.ts'
import { eventTypeOf, isSecondTeller, mayBeOfOthers, subscriptionOf } from './event-types.ts'

/** The channel TAU works for. */
export interface OwnChannel {
  readonly id: string
  readonly login: string
}

interface RowSettings {
  /** Absent while unknown. */
  readonly own?: OwnChannel | undefined
  /** Fetched from the REST list after an outage. */
  readonly recovered?: boolean
}

// TAU does not report which types it subscribed to, so none is left to another.
const NONE: ReadonlySet<string> = new Set()

/**
 * The events of a row: usually one, two for a ban, never none. A row without an event type or that does not fit becomes a
 * `platform.event`.
 */
export function toEvents(row: TauRow, settings: RowSettings = {}): readonly NewEvent[] {
  const name = `tau:${row.type}`
  const happened = { type: subscriptionOf(row.type), payload: row.data, name }
  const about = { time: row.created, active: NONE, root: 'event_data' }
  const isUnnamed = isSecondTeller(eventTypeOf(row.type)) || isOfOthers(row, settings.own)
  const events = isUnnamed ? [unnamedEvent(name, row.data)] : eventsOf(happened, about)
  return events.map(made => ({ ...made, ...told(row, settings, made) }))
}

function told(row: TauRow, settings: RowSettings, { key, time, channel }: Told): Told {
  const { own, recovered } = settings
  return {
    platform: 'twitch',
    key: keyOf(row, key),
    time: time ?? row.created,
    channel: channel ?? channelOf(row, own),
    raw: row.raw,
    ...(row.origin !== 'twitch' && { test: true }),
    ...(recovered && { recovered }),
  }
}

// `tau:` marks a key that no other source knows. A test never has the platform's key, because the real event would then
// count as its repeat.
function keyOf({ id, eventId, origin }: TauRow, natural: string | undefined): string | undefined {
  const own = eventId ?? id
  const key = origin === 'test' ? undefined : natural
  const whole = key ?? (own === undefined ? undefined : `tau:${own}`)
  return whole !== undefined && origin === 'replay' ? `${whole}:replay:${randomUUID()}` : whole
}

// Charity events use broadcaster_login, all others broadcaster_user_login. An event of a type that TAU reports for any
// streamer, without a name, is not assigned to the own channel.
function channelOf({ type, data }: TauRow, own: OwnChannel | undefined): string | null | undefined {
  const row = fields(data)
  const login = row.broadcaster_user_login ?? row.broadcaster_login
  if (typeof login === 'string' && login !== '') return login.toLowerCase()
  const ids = ['', 'from_', 'to_'].map(which => row[`${which}broadcaster_user_id`])
  const isOwn = own !== undefined && ids.includes(own.id)
  return isOwn || !mayBeOfOthers(eventTypeOf(type)) ? undefined : null
}

// TAU subscribes to raids in both directions, which differ only in the ids. A test may have any channel; while the own one is
// unknown, all raids count as own.
function isOfOthers({ type, data, origin }: TauRow, own: OwnChannel | undefined): boolean {
  const told = eventTypeOf(type)
  if (own === undefined || !mayBeOfOthers(told)) return false
  const ids = fields(data)
  const isRaid = told === 'channel-raid'
  if (isRaid && String(ids.from_broadcaster_user_id) === own.id) return true
  const about = isRaid ? ids.to_broadcaster_user_id : ids.broadcaster_user_id
  return origin !== 'test' && String(about) !== own.id
}
