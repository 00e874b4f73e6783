import type { NewEvent } from 'promethean'
import { type Channels, type Frame, readFrame, tell } from './frame.ts'
import type { Mapper } from './map-channel.ts'
import { kick, obs, trovo } from './map-others.ts'
import { twitch } from './map-twitch.ts'
import { youtube } from './map-youtube.ts'

const MAPPERS: ReadonlyMap<string, Mapper> = new Map(
  Object.entries({ Twitch: twitch, YouTube: youtube, Kick: kick, Trovo: trovo, Obs: obs }).flatMap(
    ([source, mappers]) =>
      Object.entries(mappers).map(([type, mapper]) => [`${source}.${type}`, mapper] as const),
  ),
)

/**
 * The events a frame tells, by its shape and never by a version. What the vocabulary has no name for, and
 * what lacks the fields its name needs, is a `platform.event`; what is no event frame gives none.
 */
export function toEvents(payload: unknown, channels: Channels = new Map()): readonly NewEvent[] {
  const frame = readFrame(payload, channels)
  if (frame === undefined) return []
  const events = MAPPERS.get(frame.name)?.(frame) ?? []
  return events.length > 0 ? events : [unnamed(frame)]
}

function unnamed(frame: Frame): NewEvent {
  return tell(frame, 'platform.event', { name: `streamerbot:${frame.name}`, data: frame.data })
}
