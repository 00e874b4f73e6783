import type { NewEvent, Told } from 'promethean'
import { eventsOf, NOTICES } from '../../formats/eventsub/events.ts'
import type { Notification } from '../eventsub/frame.ts'

interface EventsSettings {
  /** The login whose channel it is about. */
  readonly channel: string
  /** Types subscribed. */
  readonly active: ReadonlySet<string>
}

/** The events a notification stands for; none only where another type that is subscribed tells it. */
export function toEvents(
  told: Notification,
  { channel, active }: EventsSettings,
): readonly NewEvent[] {
  const { type, time, event: payload } = told
  const kind = kindOf(type, payload)
  const name = `twitch:${type}${kind === undefined ? '' : `.${kind}`}`
  const events = eventsOf({ type, payload, name }, { time, active, root: 'event' })
  return events.map(made => ({ ...made, ...about(told, channel, made) }))
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
