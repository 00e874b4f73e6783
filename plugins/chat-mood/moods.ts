import {
  type Account,
  type Event,
  event,
  isSameAccount,
  type NewEvent,
  type Streamer,
  type User,
} from 'promethean'
import { isMentioned } from './mentions.ts'
import { type Mood, MoodWindow } from './mood-window.ts'
import { lineMood } from './sentiment.ts'

type ChatEvent = Event<'chat.message'>

// More channels than anyone reads; the one that was silent longest is removed.
const MOST_CHANNELS = 100
const SILENCE: Mood = {
  rate: 0,
  chatters: 0,
  mentions: 0,
  emotes: 0,
  sentiment: 0,
  understood: 0,
}

interface ChannelMood {
  readonly platform: ChatEvent['platform']
  readonly channel: ChatEvent['channel']
  readonly window: MoodWindow
  told: string
}

/** The mood of each channel. */
export class Moods {
  readonly #streamer: Streamer
  readonly #windowMs: number
  readonly #channels = new Map<string, ChannelMood>()

  constructor(streamer: Streamer, windowMs: number) {
    this.#streamer = streamer
    this.#windowMs = windowMs
  }

  /** Counts a message, unless it is a test, our own, a bot's or from another channel. */
  add(line: ChatEvent): void {
    const { data, platform, test } = line
    const { user, text, isSelf, sharedFrom } = data
    if (test || isSelf || sharedFrom || this.#streamer.isBot(user, platform)) return
    const accounts = this.#streamer.accounts(platform)
    if (accounts.some(own => isOf(own, user))) return
    this.#channelOf(line).window.add({
      ...lineMood(text, data.emotes),
      at: performance.now(),
      chatter: user.id,
      isMention: isMentioned(data, accounts),
    })
  }

  /** The moods that changed since they were last published; a channel that fell silent is published once more. */
  told(): readonly NewEvent[] {
    const news: NewEvent[] = []
    for (const [key, one] of this.#channels) {
      const mood = one.window.mood(performance.now())
      if (mood === undefined) this.#channels.delete(key)
      const { platform, channel } = one
      const said = JSON.stringify(mood ?? SILENCE)
      if (said !== one.told) news.push(event('chat.mood', mood ?? SILENCE, { platform, channel }))
      one.told = said
    }
    return news
  }

  #channelOf({ platform, channel }: ChatEvent): ChannelMood {
    const key = `${platform ?? ''}/${channel ?? ''}`
    const known = this.#channels.get(key) ?? {
      platform,
      channel,
      window: new MoodWindow(this.#windowMs),
      told: '',
    }
    // Moved to the end: the first one is then the one silent longest.
    this.#channels.delete(key)
    this.#channels.set(key, known)
    const [oldest] = this.#channels.keys()
    if (this.#channels.size > MOST_CHANNELS && oldest !== undefined) this.#channels.delete(oldest)
    return known
  }
}

// YouTube's accounts are named by the channel's id.
function isOf({ id, name }: Account, user: User): boolean {
  return user.id === (id ?? name) || isSameAccount(user.name, name)
}
