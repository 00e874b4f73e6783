import { event, type NewEvent, withoutUndefined } from 'promethean'
import { mappings } from './mappings.ts'
import type { PayloadContext } from './moderation.ts'
import { noticeWords } from './notice.ts'
import { platformEventData } from './platform-event.ts'

/** Tells many things: which, stands in its `notice_type`. */
export const NOTICES = 'channel.chat.notification'

interface NamedPayload {
  /** Of the subscription: `channel.follow`. */
  readonly type: string
  readonly payload: unknown
  /** What the source calls it. */
  readonly name: string
}

/**
 * The events a payload of this subscription type stands for: one as a rule, two for a ban, none only where another
 * active type tells it. What has no name in the vocabulary or does not fit is a `platform.event` of the name given.
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
