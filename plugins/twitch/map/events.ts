import { event, type NewEvent, type Told } from 'promethean'
import { eventsOf, NOTICES } from '../../formats/eventsub/events.ts'
import type { Notification } from '../eventsub/frame.ts'

interface EventsSettings {
  /** The login of the channel. */
  readonly channel: string
  /** Types subscribed. */
  readonly active: ReadonlySet<string>
}

/** The events of a notification; none only if another subscribed type reports it. */
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

// Three types cover many kinds, so the kind is part of the name.
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

// `twitch:` marks a key that no other source knows. The message's id is not in `raw`, because it is the only difference
// between two connections that receive the same.
function about(told: Notification, channel: string, made: Told): Told {
  const { messageId, time, type, event: payload } = told
  return {
    platform: 'twitch',
    channel,
    key: made.key ?? `twitch:${messageId}`,
    time: made.time ?? time,
    raw: { type, event: payload },
  }
}

interface SignedOutFacts {
  readonly login: string
  readonly channel: string
  /** Identifies the sign-in, so that repeated failures are published once. */
  readonly key: string
  readonly reason: string
}

/** That an account must sign in again. */
export function signedOutEvent({ login, channel, key, reason }: SignedOutFacts): NewEvent {
  const data = { name: 'twitch:signed_out', login, reason }
  return event('platform.event', data, {
    platform: 'twitch',
    channel,
    key: `twitch:signed_out:${key}`,
  })
}
