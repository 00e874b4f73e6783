import { type Event, isSameAccount, type Streamer } from 'promethean'

/** Whether a chat is one of the streamer's own. Where nobody says which channel is whose, all are. */
export function isOwnRoom(
  streamer: Streamer,
  { platform, channel }: Pick<Event, 'platform' | 'channel'>,
): boolean {
  if (channel === undefined) return true
  const accounts = streamer.accounts(platform).filter(account => account.platform !== undefined)
  return (
    accounts.length === 0 ||
    accounts.some(({ id, name }) => id === channel || isSameAccount(name, channel))
  )
}
