import { event, type NewEvent, withoutUndefined } from 'promethean'
import { type Fields, fields } from '../../formats/json.ts'
import { firstId, firstText, firstTime, listOf } from '../fields.ts'

/** The only request that tells of streams that are on: those of YouTube. */
export const ASK_LIVE = 'GetMonitoredYouTubeBroadcasts'

/** The streams that are on, as found when asked; the channel where none is told is the account's. */
export function liveStreams(answer: unknown, channel: string): readonly NewEvent[] {
  return listOf(fields(answer).broadcasts)
    .filter(({ status }) => status === 'live')
    .map(broadcast => found(broadcast, channel))
}

function found(broadcast: Fields, channel: string): NewEvent {
  const info = streamOf(broadcast)
  return event('stream.online', info, {
    key: info.streamId,
    time: info.startedAt,
    platform: 'youtube',
    channel: firstText(broadcast.channelId) ?? channel,
    recovered: true,
    raw: { request: ASK_LIVE, broadcast },
  })
}

/** What a broadcast of YouTube tells of its stream. */
export function streamOf(broadcast: Fields) {
  return withoutUndefined({
    streamId: firstId(broadcast.id),
    title: firstText(broadcast.title),
    startedAt: firstTime(broadcast.actualStartTime),
  })
}
