import { type NewEvent, type Platform, withoutUndefined } from 'promethean'
import { type Fields, fields } from '../../formats/json.ts'
import { firstCount, firstText } from '../fields.ts'
import type { Mapper } from './channel.ts'
import { broadcastIn, noticeWords, wordsIn } from './chat.ts'
import { type ChannelByPlatform, type Frame, readFrame, tell } from './frame.ts'
import { kick, obs, trovo } from './other-sources.ts'
import { isPowerUp, twitch } from './twitch.ts'
import { isAnonymous, userOf } from './users.ts'
import { youtube } from './youtube.ts'

const MAPPERS: ReadonlyMap<string, Mapper> = new Map(
  Object.entries({ Twitch: twitch, YouTube: youtube, Kick: kick, Trovo: trovo, Obs: obs }).flatMap(
    ([source, mappers]) =>
      Object.entries(mappers).map(([type, mapper]) => [`${source}.${type}`, mapper] as const),
  ),
)

/**
 * Maps a frame to events, by its shape and never by a version. A frame without an event type, or without required fields,
 * becomes a `platform.event`; other frames give no event.
 */
export function toEvents(
  payload: unknown,
  channels: ChannelByPlatform = new Map(),
): readonly NewEvent[] {
  const frame = readFrame(payload, channels)
  if (frame === undefined) return []
  const events = MAPPERS.get(frame.name)?.(frame) ?? []
  return [...(events.length > 0 ? events : [unnamed(frame)]), ...noticeWords(frame)]
}

function unnamed(frame: Frame): NewEvent {
  const { name, platform, data } = frame
  const isPeople = platform !== undefined && platform !== 'obs'
  const said = isPeople ? saidIn(platform, data) : {}
  return tell(
    frame,
    'platform.event',
    withoutUndefined({ name: `streamerbot:${name}`, ...said, data }),
  )
}

// User, text and bits, as every source reports them for events without a type.
function saidIn(platform: Platform, data: Fields) {
  return {
    user: isAnonymous(data) ? undefined : userOf(platform, data),
    text: firstText(...wordsIn(data), data.user_input, data.userInput, data.message_text),
    bits: bitsIn(data),
    streamId: platform === 'youtube' ? broadcastIn(data) : undefined,
  }
}

// Twitch's Power-ups also arrive as rewards, which cost bits.
function bitsIn(data: Fields): number | undefined {
  const told = firstCount(data.bits, fields(data.message).bits)
  return told ?? (isPowerUp(data) ? firstCount(data.cost) : undefined)
}
