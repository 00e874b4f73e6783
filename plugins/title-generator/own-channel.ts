import type { Event, Streamer } from 'promethean'

/** Whether an event is of a channel of the streamer's. Where nobody says which those are, all that are read are. */
export function isOwnChannel({ channel, platform }: Event, streamer: Streamer): boolean {
  const names = streamer.accounts(platform).map(({ name }) => name.toLowerCase())
  return channel === undefined || names.length === 0 || names.includes(channel.toLowerCase())
}
