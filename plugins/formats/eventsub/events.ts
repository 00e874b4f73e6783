import { event, type NewEvent, withoutUndefined } from 'promethean'
import { mappings } from './mappings.ts'
import type { PayloadContext } from './moderation.ts'
import { noticeWords } from './notice.ts'
import { platformEventData } from './platform-event.ts'

/** Covers many kinds of notices, by its `notice_type`. */
export const NOTICES = 'channel.chat.notification'

interface NamedPayload {
  /** Of the subscription: `channel.follow`. */
  readonly type: string
  readonly payload: unknown
  /** What the source calls it. */
  readonly name: string
}

/**
 * The events for a payload of this subscription type: usually one, two for a ban, none only if another active type reports
 * it. A payload without an event type or that does not fit becomes a `platform.event` with the given name.
 */
export function eventsOf(
  { type, payload, name }: NamedPayload,
  about: PayloadContext,
): readonly NewEvent[] {
  const mapping = Object.hasOwn(mappings, type) ? mappings[type] : undefined
  const mapped = mapping?.(payload, about)
  const isNamed = mapped !== undefined && typeof mapped !== 'string'
  const events = isNamed ? mapped : [unnamedEvent(name, payload, mapped)]
  return [...events, ...(type === NOTICES ? noticeWords(payload) : [])]
}

/** A payload under a name of the source's own. */
export function unnamedEvent(name: string, payload: unknown, problem?: string): NewEvent {
  return event('platform.event', {
    name,
    ...platformEventData(payload),
    ...withoutUndefined({ problem }),
  })
}
