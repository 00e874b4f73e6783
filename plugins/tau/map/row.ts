import { randomUUID } from 'node:crypto'
import { event, type NewEvent, type Told } from 'promethean'
import { present } from '../../formats/eventsub/present.ts'
import { unnamed } from '../../formats/eventsub/unnamed.ts'
import type { TauRow } from '../client/frame.ts'
import { eventTypeOf, mayBeOfOthers } from './event-types.ts'
import { fieldsOf } from './fields.ts'
import { mappings, type OwnChannel } from './mappings.ts'

interface Settings {
  /** Absent while nobody has told it. */
  readonly own?: OwnChannel | undefined
  /** Fetched from the REST list after an outage. */
  readonly recovered?: boolean
}

/**
 * The events a row stands for: one as a rule, two for a ban, never none.
 * What has no name in the vocabulary or does not fit is a `platform.event`.
 */
export function toEvents(row: TauRow, settings: Settings = {}): readonly NewEvent[] {
  const type = eventTypeOf(row.type)
  const mapping = Object.hasOwn(mappings, type) ? mappings[type] : undefined
  const mapped = mapping?.(row.data, { own: settings.own, isTest: row.origin === 'test' })
  if (mapped === undefined) return [unnamedEvent(row, settings)]
  if (typeof mapped === 'string') return [unnamedEvent(row, settings, mapped)]
  return mapped.map(made => ({ ...made, ...told(row, settings, made) }))
}

function unnamedEvent(row: TauRow, settings: Settings, problem?: string): NewEvent {
  const data = { name: `tau:${row.type}`, ...unnamed(row.data), ...present({ problem }) }
  return event('platform.event', data, told(row, settings, {}))
}

function told(row: TauRow, settings: Settings, { key, time, channel }: Told): Told {
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

// `tau:` tells core that no other source knows this key. A test never has the platform's key: it would
// stand for the real happening, which would then be taken for its repeat.
function keyOf({ id, eventId, origin }: TauRow, natural: string | undefined): string | undefined {
  const own = eventId ?? id
  const key = origin === 'test' ? undefined : natural
  const whole = key ?? (own === undefined ? undefined : `tau:${own}`)
  return whole !== undefined && origin === 'replay' ? `${whole}:replay:${randomUUID()}` : whole
}

// Charity events say broadcaster_login, everything else broadcaster_user_login. What is told of any streamer TAU
// watches, and names none, is not taken for the own channel's.
function channelOf({ type, data }: TauRow, own: OwnChannel | undefined): string | null | undefined {
  const fields = fieldsOf(data)
  const login = fields.broadcaster_user_login ?? fields.broadcaster_login
  if (typeof login === 'string' && login !== '') return login.toLowerCase()
  const ids = ['', 'from_', 'to_'].map(which => fields[`${which}broadcaster_user_id`])
  const isOwn = own !== undefined && ids.includes(own.id)
  return isOwn || !mayBeOfOthers(eventTypeOf(type)) ? undefined : null
}
