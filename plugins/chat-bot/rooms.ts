import { type Event, ownsChannel, type Platform, type State, type Streamer } from 'promethean'

/** A chat of the streamer's own. */
export interface Room {
  readonly key: string
  readonly platform: Platform
  readonly channel: string
  /** Messages of others so far. */
  readonly lines: number
}

type SavedRooms = {
  readonly [key: string]: {
    readonly platform: string
    readonly channel: string
    readonly lines: number
  }
}

const KEY = 'rooms'
const MOST_ROOMS = 20

/** The streamer's own chats with messages, and how many. */
export class Rooms {
  readonly #state: Pick<State, 'get' | 'set'>
  readonly #streamer: Streamer
  #rooms: Map<string, Room> | undefined

  constructor(state: Pick<State, 'get' | 'set'>, streamer: Streamer) {
    this.#state = state
    this.#streamer = streamer
  }

  /** Counts a message. Test messages and messages in other channels do not count. */
  hear({ platform, channel, test, data }: Event<'chat.message'>): void {
    if (test || data.isSelf || data.sharedFrom || platform === undefined || channel === undefined)
      return
    const rooms = this.#all()
    const key = `${platform}/${channel}`
    const known = rooms.get(key)
    if (
      known === undefined &&
      (rooms.size >= MOST_ROOMS || !ownsChannel(this.#streamer, { platform, channel }))
    )
      return
    rooms.set(key, { key, platform, channel, lines: (known?.lines ?? 0) + 1 })
  }

  all(): readonly Room[] {
    return [...this.#all().values()].filter(({ platform, channel }) =>
      ownsChannel(this.#streamer, { platform, channel }),
    )
  }

  save(): void {
    if (this.#rooms === undefined) return
    const kept = [...this.#rooms].map(([key, { platform, channel, lines }]) => [
      key,
      { platform, channel, lines },
    ])
    this.#state.set(KEY, Object.fromEntries(kept))
  }

  // Read at the first need: the instance before this one writes as late as the switch.
  #all(): Map<string, Room> {
    this.#rooms ??= new Map(
      Object.entries(this.#state.get<SavedRooms>(KEY) ?? {}).map(([key, kept]) => [
        key,
        { key, ...kept },
      ]),
    )
    return this.#rooms
  }
}
