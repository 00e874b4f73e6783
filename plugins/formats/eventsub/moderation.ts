import { event, type NewEvent, withoutUndefined } from 'promethean'
import type { z } from 'zod'
import * as payload from './payloads.ts'
import { moderatorOf, userOf } from './users.ts'

/** What the mapping needs besides the payload. */
export interface PayloadContext {
  /** When Twitch sent it, if known. */
  readonly time: Date | undefined
  /** The subscribed types; if another one reports an event better, it is left to that one. */
  readonly active: ReadonlySet<string>
  /** The name of the payload at its source. */
  readonly root: string
}

/** What a moderator did; undefined if there is no event type for it, or another type reports it. */
export function moderate(
  told: z.output<typeof payload.moderation>,
  about: PayloadContext,
): readonly NewEvent[] | undefined {
  const { action } = told
  switch (action) {
    case 'ban':
    case 'timeout': {
      const { reason, expires_at: end, ...who } = payload.moderated.parse(told[action])
      const user = userOf(who)
      const seconds = action === 'timeout' ? secondsUntil(end, about.time) : undefined
      const moderator = moderatorOf(told)
      const moderated = {
        action,
        user,
        ...withoutUndefined({ seconds, reason, moderator }),
      } as const
      return [event('chat.moderated', moderated), ...cleared(user, about)]
    }
    case 'unban':
    case 'untimeout': {
      const user = userOf(payload.moderated.parse(told[action]))
      return [
        event('chat.moderated', {
          action,
          user,
          ...withoutUndefined({ moderator: moderatorOf(told) }),
        }),
      ]
    }
    case 'delete':
      return deleted(told)
    default:
      return undefined
  }
}

/** A ban or timeout of the older type. */
export function ban(
  told: z.output<typeof payload.ban>,
  about: PayloadContext,
): readonly NewEvent[] {
  const user = userOf(told)
  const isTimeout = told.is_permanent === false || told.ends_at !== undefined
  const seconds = secondsUntil(told.ends_at, told.banned_at ?? about.time)
  const { reason } = told
  const moderated = {
    action: isTimeout ? 'timeout' : 'ban',
    user,
    ...withoutUndefined({ seconds, reason, moderator: moderatorOf(told) }),
  } as const
  const at = { time: told.banned_at }
  const removed = cleared(user, about).map(made => ({ ...made, ...at }))
  return [event('chat.moderated', moderated, at), ...removed]
}

// The message's id is the key, so that it is one event if chat reports it too.
function deleted(told: z.output<typeof payload.moderation>): readonly NewEvent[] | undefined {
  const { message_id: messageId, message_body: text, ...who } = payload.moderated.parse(told.delete)
  if (messageId === undefined) return undefined
  const data = { messageId, user: userOf(who), ...withoutUndefined({ text }) }
  return [event('chat.deleted', data, { key: messageId })]
}

// A ban or timeout removes all messages of the user; chat reports that itself if it is read.
function cleared(user: ReturnType<typeof userOf>, { active }: PayloadContext): readonly NewEvent[] {
  return active.has('channel.chat.clear_user_messages') ? [] : [event('chat.cleared', { user })]
}

function secondsUntil(end: Date | undefined, from: Date | undefined): number | undefined {
  if (end === undefined || from === undefined) return undefined
  return Math.max(0, Math.round((end.getTime() - from.getTime()) / 1_000))
}
