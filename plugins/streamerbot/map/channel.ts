import { type Events, type NewEvent, type StreamInfo, withoutUndefined } from 'promethean'
import { fields } from '../../formats/json.ts'
import { firstId, firstNumber, firstText, firstTime } from '../fields.ts'
import { type Frame, tell } from './frame.ts'
import { namedBy, namedIn, plain, userOf } from './users.ts'

/** Maps one frame to events; none if required fields are missing. */
export type Mapper = (frame: Frame) => readonly NewEvent[]

/** A follow; on YouTube a subscription of the free kind. */
export function followed(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  if (user === undefined) return []
  const time = firstTime(data.followed_at, data.followedAt, data.createdAt)
  const key = time && `${user.id}:${time.toISOString().slice(0, 19)}Z`
  return [tell(frame, 'channel.followed', { user }, { key, time })]
}

/** A stream that began. */
export function online(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const startedAt = firstTime(data.started_at, data.startedAt)
  const info: StreamInfo = withoutUndefined({
    streamId: firstId(data.id, data.streamId),
    title: firstText(data.title),
    category: firstText(fields(data.category).name, fields(data.game).name),
    startedAt,
  })
  return [tell(frame, 'stream.online', info, { key: info.streamId, time: startedAt })]
}

/** A stream that ended. */
export function offline(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const streamId = firstId(data.id, data.streamId)
  const time = firstTime(data.ended_at, data.endedAt)
  return [tell(frame, 'stream.offline', withoutUndefined({ streamId }), { time })]
}

/** Title or category of the channel; Streamer.bot calls the title `status`. */
export function updated(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const change: Events['channel.updated'] = withoutUndefined({
    title: firstText(data.status, data.title),
    category: firstText(fields(data.game).name, fields(data.category).name, data.gameName),
    language: firstText(data.language),
  })
  return Object.keys(change).length === 0 ? [] : [tell(frame, 'channel.updated', change)]
}

/** Somebody raided this channel. */
export function raided(frame: Frame): readonly NewEvent[] {
  const { platform, data } = frame
  const viewers = firstNumber(data.viewers, data.viewerCount, data.viewer_count)
  const raider =
    namedBy(platform, data, 'from_broadcaster_user') ?? namedIn(platform, data.fromBroadcaster)
  const from = raider === undefined ? userOf(platform, data) : plain(raider)
  return from === undefined || viewers === undefined
    ? []
    : [tell(frame, 'channel.raided', { from, viewers })]
}
