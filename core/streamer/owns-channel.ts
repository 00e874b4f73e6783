import type { Event } from '../events/event.ts'
import type { Streamer } from '../plugin/ports/runtime.ts'
import { isSameAccount } from '../text/accounts.ts'

/** Whether an event happened in one of the streamer's channels. If none are known, all channels that are read count. */
export function ownsChannel(
  streamer: Pick<Streamer, 'accounts'>,
  { platform, channel }: Pick<Event, 'platform' | 'channel'>,
): boolean {
  if (channel === undefined) return true
  // A bot the config lists by its name alone is no channel.
  const accounts = streamer.accounts(platform).filter(account => account.platform !== undefined)
  return (
    accounts.length === 0 ||
    accounts.some(({ id, name }) => id === channel || isSameAccount(name, channel))
  )
}
