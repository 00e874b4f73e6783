import { event, type NewEvent, type Told } from 'promethean'
import type { Notification } from '../eventsub/frame.ts'
import { mappings } from './mappings.ts'
import { noticeKind } from './notice.ts'
import { moderation } from './payloads.ts'

interface Settings {
  /** The login whose channel it is about. */
  readonly channel: string
  /** Types subscribed. */
  readonly active: ReadonlySet<string>
}

/**
 * The events a notification stands for: one as a rule, two for a ban, never none.
 * What has no name in the vocabulary or does not fit is a `platform.event`.
 */
export function toEvents(told: Notification, { channel, active }: Settings): readonly NewEvent[] {
  const { type, time } = told
  const mapping = Object.hasOwn(mappings, type) ? mappings[type] : undefined
  const mapped = mapping?.(told.event, { time, active })
  const events =
    mapped === undefined || typeof mapped === 'string' ? [unnamed(told, mapped)] : mapped
  return events.map(made => ({ ...made, ...about(told, channel, made) }))
}

// The payload stands in `raw`, where core takes secrets out and bounds its size.
function unnamed({ type, event: data }: Notification, problem: string | undefined): NewEvent {
  const kind = kindOf(type, data)
  const name = `twitch:${type}${kind === undefined ? '' : `.${kind}`}`
  return event('platform.event', { name, ...(problem !== undefined && { problem }) })
}

// Two types tell many things: which, is part of the name.
function kindOf(type: string, data: unknown): string | undefined {
  if (type === 'channel.chat.notification') return noticeKind(data)
  if (type !== 'channel.moderate') return undefined
  const told = moderation.safeParse(data)
  return told.success ? told.data.action : undefined
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
