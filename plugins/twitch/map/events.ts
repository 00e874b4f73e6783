import { event, type NewEvent, type Told } from 'promethean'
import { present } from '../../formats/eventsub/present.ts'
import { unnamed } from '../../formats/eventsub/unnamed.ts'
import type { Notification } from '../eventsub/frame.ts'
import { mappings } from './mappings.ts'
import { noticeWords } from './notice.ts'

const NOTICES = 'channel.chat.notification'

interface Settings {
  /** The login whose channel it is about. */
  readonly channel: string
  /** Types subscribed. */
  readonly active: ReadonlySet<string>
}

/**
 * The events a notification stands for: one as a rule, two for a ban, none only where another type that is subscribed
 * tells it. What has no name in the vocabulary or does not fit is a `platform.event`.
 */
export function toEvents(told: Notification, { channel, active }: Settings): readonly NewEvent[] {
  const { type, time } = told
  const mapping = Object.hasOwn(mappings, type) ? mappings[type] : undefined
  const mapped = mapping?.(told.event, { time, active })
  const events =
    mapped === undefined || typeof mapped === 'string' ? [unnamedEvent(told, mapped)] : mapped
  const words = type === NOTICES ? noticeWords(told.event) : []
  return [...events, ...words].map(made => ({ ...made, ...about(told, channel, made) }))
}

function unnamedEvent({ type, event: data }: Notification, problem: string | undefined): NewEvent {
  const kind = kindOf(type, data)
  const name = `twitch:${type}${kind === undefined ? '' : `.${kind}`}`
  return event('platform.event', { name, ...unnamed(data), ...present({ problem }) })
}

// Three types tell many things: which, is part of the name.
const KINDS: Readonly<Record<string, string>> = {
  [NOTICES]: 'notice_type',
  'channel.moderate': 'action',
  'channel.bits.use': 'type',
}

function kindOf(type: string, data: unknown): string | undefined {
  const field = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  const told = field === undefined ? undefined : Object(data)[field]
  return typeof told === 'string' && told !== '' ? told : undefined
}

// `twitch:` tells core that no other source knows this key. The message's id stays out of `raw`: two connections
// that tell the same differ in nothing else.
function about({ messageId, time, type, event }: Notification, channel: string, made: Told): Told {
  return {
    platform: 'twitch',
    channel,
    key: made.key ?? `twitch:${messageId}`,
    time: made.time ?? time,
    raw: { type, event },
  }
}
