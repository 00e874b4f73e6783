import { event, type NewEvent, pause, type State, type StreamState } from 'promethean'
import { liveStream } from './channel.ts'
import type { Helix } from './helix.ts'

interface MissedStreamSettings {
  readonly helix: Helix
  readonly channel: string
  readonly state: State
  readonly streams: StreamState
}

type ToldStream = { readonly id: string; readonly at: number }

const KEY = 'live'
// Helix reports a stream some minutes later than EventSub.
const LAG_MS = 3 * 60_000

/** What happened to the stream while not connected: EventSub reports only changes, and only once. */
export class MissedStream {
  readonly #settings: MissedStreamSettings

  constructor(settings: MissedStreamSettings) {
    this.#settings = settings
  }

  /** Records what is published about the stream. */
  hear(told: NewEvent): void {
    const { state } = this.#settings
    if (told.type === 'stream.offline') state.delete(KEY)
    if (told.type !== 'stream.online') return
    const id = told.data.streamId ?? ''
    if (this.#told?.id !== id) state.set(KEY, { id, at: Date.now() })
  }

  /** The live stream, or the end of the one published last; undefined if nothing changed. */
  async found(channelId: string, signal: AbortSignal): Promise<NewEvent | undefined> {
    const { helix, channel, streams } = this.#settings
    for (;;) {
      const live = await liveStream(helix, channelId, signal)
      if (live !== undefined) return online(live, channel)
      const told = this.#told
      if (told === undefined) return undefined
      const ms = told.at + LAG_MS - Date.now()
      // If other sources have published its end, nothing changed.
      if (ms <= 0) return streams.isLive(channel) ? offline(told, channel) : undefined
      await pause(Math.min(ms, LAG_MS), signal)
      signal.throwIfAborted()
    }
  }

  get #told(): ToldStream | undefined {
    return this.#settings.state.get<ToldStream>(KEY)
  }
}

function online(live: Awaited<ReturnType<typeof liveStream>> & object, channel: string): NewEvent {
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

function offline({ id }: ToldStream, channel: string): NewEvent {
  const told = { key: `twitch:off:${id}`, platform: 'twitch', channel, recovered: true }
  return event('stream.offline', id === '' ? {} : { streamId: id }, told)
}
