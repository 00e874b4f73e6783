import { channelOf, type IrcLine, tagOf } from '../../formats/irc/line.ts'

/** Which channel a line is about. */
interface ChannelId {
  /** Undefined if nothing says it. */
  readonly channel: string | undefined
  /** The line's first word is that channel's, as it should be: what follows means what it always means. */
  readonly isPlain: boolean
}

/**
 * The channels a connection reads, by name and by the room ids their lines tell. Twitch has sent lines that name a
 * channel without its `#`, and none at all; such a line is booked where it belongs or nowhere, never by a guess.
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

  /** Whether a word without `#` is a channel's name, as far as the room's id does not say otherwise. */
  #means(word: string, room: string | undefined): boolean {
    if (!this.#names.has(word)) return false
    if (room === undefined) return true
    const known = this.#withId(room)
    return known === undefined ? !this.#ids.has(word) : known === word
  }
}
