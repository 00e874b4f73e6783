import type { Event } from '../../events/event.ts'
import { inChannel } from '../../text/channel.ts'

// Chats a streamer is in at once are a handful; more are the oldest forgotten.
const MAX_CHATS = 200
// An answer comes within a minute of its line.
const MAX_CAUSES = 5_000

/** A line of chat as a model learns from it. */
export interface TrainingLine {
  readonly user: string
  readonly text: string
}

/** What a language model was asked and answered, and the chat before it. */
export interface TrainingExample {
  readonly prompt: string
  readonly answer: string
  /** Oldest first. */
  readonly chat: readonly TrainingLine[]
  readonly model: string
  readonly system?: string
  /** What the model looked up before it answered, and what it found. */
  readonly lookUps?: Event<'llm.answered'>['data']['lookUps']
  /** A test event; absent if it was real. */
  readonly test?: true
}

export interface TrainingSettings {
  /** How many lines of chat an example has at most. */
  readonly lines: number
  /** Answers in this channel only. */
  readonly channel: string | undefined
}

/** Where an event happened. */
interface ChatPlace {
  readonly platform?: string
  readonly channel?: string
  readonly session?: string
}

/** Makes examples from events in order; it remembers only the last messages of each chat. */
export class TrainingExamples {
  readonly #max: number
  readonly #isWanted: (place: ChatPlace) => boolean
  /** By channel and by session. */
  readonly #chats = new Map<string, TrainingLine[]>()
  /** The channels of the messages that an answer may name as its cause. */
  readonly #places = new Map<string, ChatPlace>()

  constructor({ lines, channel }: TrainingSettings) {
    this.#max = lines
    this.#isWanted = inChannel(channel)
  }

  /** The training example that this event makes, if any. */
  take(event: Event): TrainingExample | undefined {
    if (event.type === 'chat.message') this.#remember(event)
    if (event.type !== 'llm.answered') return undefined
    const place = this.#placeOf(event)
    if (!this.#isWanted(place)) return undefined
    const { prompt, answer, model, system, lookUps } = event.data
    return {
      prompt,
      answer,
      chat: [...(this.#chats.get(keyOf(place)) ?? [])],
      model,
      ...(system !== undefined && { system }),
      ...(lookUps !== undefined && { lookUps }),
      ...(event.test && { test: true }),
    }
  }

  #remember(event: Event<'chat.message'>): void {
    const { id, data, session } = event
    const line = { user: data.user.displayName, text: data.text }
    this.#add(keyOf(event), line)
    if (event.channel !== undefined) this.#add(keyOf(inSession(session)), line)
    this.#places.set(id, placeIn(event))
    trim(this.#places, MAX_CAUSES)
  }

  #add(key: string, line: TrainingLine): void {
    const chat = this.#chats.get(key) ?? []
    chat.push(line)
    if (chat.length > this.#max) chat.shift()
    // Put back last: the chat that is quiet for longest goes first.
    this.#chats.delete(key)
    this.#chats.set(key, chat)
    trim(this.#chats, MAX_CHATS)
  }

  // The channel of the answer, by name or by the message it answers; otherwise all messages of its stream.
  #placeOf(event: Event<'llm.answered'>): ChatPlace {
    if (event.channel !== undefined) return event
    const asked = event.cause === undefined ? undefined : this.#places.get(event.cause)
    return asked ?? inSession(event.session)
  }
}

// Not the event itself, which would be kept whole.
function placeIn({ platform, channel, session }: Event): ChatPlace {
  return {
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && { channel }),
    ...(session !== undefined && { session }),
  }
}

function inSession(session: string | undefined): ChatPlace {
  return session === undefined ? {} : { session }
}

function keyOf({ platform, channel, session }: ChatPlace): string {
  return JSON.stringify(channel === undefined ? [session] : [session, platform, channel])
}

function trim(known: Map<string, unknown>, max: number): void {
  if (known.size <= max) return
  const [oldest] = known.keys()
  if (oldest !== undefined) known.delete(oldest)
}
