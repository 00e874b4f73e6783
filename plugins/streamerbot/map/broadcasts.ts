import { event, type NewEvent, withoutUndefined } from 'promethean'
import { type Fields, fields } from '../../formats/json.ts'
import { firstId, firstText, firstTime, listOf } from '../fields.ts'

/** The only request that reports live streams: those of YouTube. */
export const ASK_LIVE = 'GetMonitoredYouTubeBroadcasts'

/** The live streams found by that request; the channel defaults to the account's. */
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

/** The stream of a YouTube broadcast. */
export function streamOf(broadcast: Fields) {
  return withoutUndefined({
    streamId: firstId(broadcast.id),
    title: firstText(broadcast.title),
    startedAt: firstTime(broadcast.actualStartTime),
  })
}
