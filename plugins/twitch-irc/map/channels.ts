import { channelOf, type IrcLine, tagOf } from '../../formats/irc/line.ts'

/** Which channel a line is about. */
interface ChannelId {
  /** Undefined if unknown. */
  readonly channel: string | undefined
  /** Whether the line's first parameter is the channel, as it should be, so that the others have their usual meaning. */
  readonly isPlain: boolean
}

/**
 * The channels a connection reads, by name and by the room ids of their lines. Twitch has sent lines with a channel without
 * `#`, or without a channel; such a line is assigned to its channel or to none, never by a guess.
 */
export class Channels {
  readonly #names: ReadonlySet<string>
  readonly #ids = new Map<string, string>()

  constructor(names: readonly string[]) {
    this.#names = new Set(names)
  }

  placeOf(line: IrcLine): ChannelId {
    const named = channelOf(line)
    if (named !== undefined) {
      this.#learn(named, line)
      return { channel: named, isPlain: true }
    }
    const room = tagOf(line, 'room-id')
    const known = room === undefined ? undefined : this.#withId(room)
    const [first] = line.params
    if (first === undefined) return { channel: known, isPlain: known !== undefined }
    const bare = first.toLowerCase()
    if (this.#means(bare, room) && (room !== undefined || line.command !== 'PRIVMSG'))
      return { channel: bare, isPlain: true }
    return { channel: known, isPlain: false }
  }

  #learn(name: string, line: IrcLine): void {
    if (this.#ids.has(name) || !this.#names.has(name)) return
    const id = tagOf(line, 'room-id')
    if (id !== undefined) this.#ids.set(name, id)
  }

  #withId(room: string): string | undefined {
    for (const [name, id] of this.#ids) if (id === room) return name
    return undefined
  }

  /** Whether a word without `#` is a channel's name, unless the room id contradicts it. */
  #means(word: string, room: string | undefined): boolean {
    if (!this.#names.has(word)) return false
    if (room === undefined) return true
    const known = this.#withId(room)
    return known === undefined ? !this.#ids.has(word) : known === word
  }
}
