import { type Event, isSameAccount, type Streamer } from 'promethean'

/** Whether an event is of a channel of the streamer's. Where nobody says which those are, all that are read are. */
export function isOwnChannel({ channel, platform }: Event, streamer: Streamer): boolean {
  const accounts = streamer.accounts(platform)
  if (channel === undefined || accounts.length === 0) return true
  return accounts.some(({ id, name }) => id === channel || isSameAccount(name, channel))
}
