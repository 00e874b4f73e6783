import { type Events, type NewEvent, type User, withoutUndefined } from 'promethean'
import { firstCount, firstId, firstText, firstTime } from '../fields.ts'
import { broadcastIn } from './chat.ts'
import { type Frame, tell } from './frame.ts'
import { type NamedUser, namedBy, namedIn, plain } from './users.ts'

type Action = Events['chat.moderated']['action']

/** A line that was removed. */
export function mapDeleted(frame: Frame): readonly NewEvent[] {
  const { platform, data } = frame
  const messageId = firstId(data.targetMessageId, data.messageId, data.eventId)
  if (messageId === undefined) return []
  // YouTube's `user` is the moderator, so only a target counts there.
  const named = platform === 'youtube' ? undefined : namedIn(platform, data.user)
  const user = targetOf(frame) ?? (named && plain(named))
  const text = firstText(data.messageText, data.text)
  return [
    tell(
      frame,
      'chat.deleted',
      withoutUndefined({ messageId, user, text, streamId: broadcastIn(data) }),
      {
        key: messageId,
      },
    ),
  ]
}

/** All lines of the channel, or in 0.1.x of one user, that were removed. */
export function mapCleared(frame: Frame): readonly NewEvent[] {
  return [tell(frame, 'chat.cleared', withoutUndefined({ user: targetOf(frame) }))]
}

/** A timeout: what happened to the user, and to his lines. */
export function mapTimeout(frame: Frame): readonly NewEvent[] {
  return moderated(frame, 'timeout')
}

/** A ban: what happened to the user, and to his lines. YouTube's temporary ban is a timeout. */
export function mapBan(frame: Frame): readonly NewEvent[] {
  return moderated(frame, frame.data.banType === 'temporary' ? 'timeout' : 'ban')
}

export function mapUntimeout(frame: Frame): readonly NewEvent[] {
  return moderated(frame, 'untimeout')
}

export function mapUnban(frame: Frame): readonly NewEvent[] {
  return moderated(frame, 'unban')
}

function moderated(frame: Frame, action: Action): readonly NewEvent[] {
  const { data } = frame
  const user = targetOf(frame) ?? plainTarget(frame)
  if (user === undefined) return []
  const time = firstTime(data.created_at, data.createdAt, data.publishedAt)
  const seconds = action === 'timeout' ? firstCount(data.duration, data.banDuration) : undefined
  const streamId = broadcastIn(data)
  const told = withoutUndefined({
    action,
    user,
    seconds,
    reason: firstText(data.reason),
    moderator: moderatorOf(frame),
    streamId,
  })
  const act = tell(frame, 'chat.moderated', told, { time })
  const removes = action === 'timeout' || action === 'ban'
  return removes
    ? [tell(frame, 'chat.cleared', withoutUndefined({ user, streamId }), { time }), act]
    : [act]
}

function targetOf({ platform, data }: Frame): User | undefined {
  const target =
    namedIn(platform, data.bannedUser) ??
    namedIn(platform, data.targetUser) ??
    namedBy(platform, { ...data, target_user_name: data.target_user_display }, 'target_user')
  return target && plain(target)
}

// Without a target, `user` is the affected user on Twitch and Kick, but the moderator on YouTube.
function plainTarget({ platform, data }: Frame): User | undefined {
  if (platform === 'youtube') return undefined
  const target = namedBy(platform, data, 'user') ?? namedIn(platform, data.user)
  return target && plain(target)
}

function moderatorOf({ platform, data }: Frame): NamedUser | undefined {
  return (
    namedBy(platform, data, 'moderator_user') ??
    namedIn(platform, data.moderator) ??
    (data.bannedUser === undefined ? undefined : namedIn(platform, data.user)) ??
    namedIn(platform, { id: data.created_by_user_id, name: data.created_by })
  )
}
