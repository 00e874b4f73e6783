import type { StreamerAccounts } from '../config/define.ts'
import { isSameAccount } from '../text/accounts.ts'
import { type Present, platformsOf, sendersOf } from './senders.ts'

/** Whether a channel is the streamer's own: as the config names it, else one a source is connected as. */
export function isOwnChannel(
  {
    platform,
    channel,
  }: { readonly platform?: string | undefined; readonly channel?: string | undefined },
  streamer: StreamerAccounts | undefined,
  present: Present,
): boolean {
  if (platform === undefined) return false
  const own = ownChannels(platform, streamer, present)
  return own.length === 0 || own.some(name => isSameAccount(name, channel))
}

/** The streamer's channel on a platform: as the config names it, else the first a source is connected as. */
export function ownChannel(
  platform: string,
  streamer: StreamerAccounts | undefined,
  present: Present,
): string | undefined {
  return ownChannels(platform, streamer, present)[0]
}

function ownChannels(
  platform: string,
  streamer: StreamerAccounts | undefined,
  present: Present,
): readonly string[] {
  const named = streamer?.[platform]
  const connected = [...present.values()].flatMap(
    ({ link }) => link?.accounts.get(platform)?.channel ?? [],
  )
  // A handle names an account, but sources report its channel by id; a connected sender knows it.
  const isHandle = named?.startsWith('@') === true
  return named === undefined || (isHandle && connected.length > 0) ? connected : [named]
}

/** The platforms the streamer has an account on: as the config names them, sources are connected to them, or plugins speak on them. */
export function ownPlatforms(
  streamer: StreamerAccounts | undefined,
  present: Present,
): readonly string[] {
  const connected = [...present.values()].flatMap(({ link }) => [...(link?.accounts.keys() ?? [])])
  const speaking = [...sendersOf(present).values()].flatMap(platformsOf)
  return [...new Set([...Object.keys(streamer ?? {}), ...connected, ...speaking])]
}
