import { event, type NewEvent } from 'promethean'
import { liveStream } from './api/channel.ts'
import type { Helix } from './api/helix.ts'

/** The stream that is on just now, as an event: who starts while live must know it, and EventSub tells changes only. */
export async function liveNow(
  helix: Helix,
  { channel, channelId }: { readonly channel: string; readonly channelId: string },
  signal: AbortSignal,
): Promise<NewEvent | undefined> {
  const live = await liveStream(helix, channelId, signal)
  if (live === undefined) return undefined
  const { id, title, game_name: category, started_at } = live
  const startedAt = new Date(started_at)
  const data = {
    streamId: id,
    ...(title && { title }),
    ...(category && { category }),
    ...(!Number.isNaN(startedAt.getTime()) && { startedAt }),
  }
  const told = { key: id, time: startedAt, platform: 'twitch', channel, recovered: true }
  return event('stream.online', data, told)
}
