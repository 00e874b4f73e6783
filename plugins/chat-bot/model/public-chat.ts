import type { Event, EventHistory, Events } from 'promethean'

/** Where a chat is. */
export interface ChatPlace {
  readonly platform: string
  readonly channel: string
}

type Message = Event<'chat.message'>
type Removal = Event<'chat.deleted' | 'chat.cleared'>

/** Selects messages of a chat. */
export interface Wanted {
  readonly user?: string
  readonly session?: string
  readonly since?: Date
  readonly limit: number
}

// Without a stream, the messages of a day are removed with those of a user, as the platforms do.
const CLEARED_MS = 24 * 60 * 60_000

/**
 * One chat as everybody in it can read it: written there, delivered, and not removed by moderators. What an answer in this
 * chat is made of must be nothing else.
 */
export class PublicChat {
  readonly #history: EventHistory
  readonly #place: ChatPlace
  /** The question, which is no answer to itself. */
  readonly #asked: Event

  constructor(history: EventHistory, place: ChatPlace, asked: Event) {
    this.#history = history
    this.#place = place
    this.#asked = asked
  }

  /** The newest messages, oldest first. */
  async messages({ limit, ...wanted }: Wanted, signal: AbortSignal): Promise<readonly Message[]> {
    // The question is among them.
    const query = { types: MESSAGES, ...this.#place, ...wanted, newest: true, limit: limit + 1 }
    const found = await this.#history.query(query)
    return (await this.readable(found.toReversed(), signal)).slice(-limit)
  }

  /** The first message of a user. */
  async first(user: string, signal: AbortSignal): Promise<Message | undefined> {
    const query = { types: MESSAGES, ...this.#place, user, limit: 1 }
    return (await this.readable(await this.#history.query(query), signal))[0]
  }

  /** The messages with these ids. */
  async messagesOf(ids: readonly string[], signal: AbortSignal): Promise<readonly Message[]> {
    return this.readable(await this.#history.find(ids), signal)
  }

  /** Those of some events that are messages everybody here can read. */
  async readable(events: readonly Event[], signal: AbortSignal): Promise<readonly Message[]> {
    const left = new Map<string, Message>()
    for (const event of events) if (this.#isHere(event)) left.set(event.data.messageId, event)
    const since = earliest([...left.values()])
    if (since === undefined) return []
    const removals = this.#history.stream({ types: REMOVALS, ...this.#place, since })
    for await (const removal of removals) {
      signal.throwIfAborted()
      for (const [id, message] of left) if (removes(removal, message)) left.delete(id)
    }
    return [...left.values()]
  }

  /** The statements of a recap that rest on nothing but what everybody here can read. */
  async statements(
    { happened, jokes, questions }: Events['session.summarized'],
    signal: AbortSignal,
  ) {
    const all = [
      ...happened,
      ...jokes.map(joke => ({ ...joke, text: `A running joke: ${joke.text}` })),
      ...questions.map(open => ({ ...open, text: `An open question: ${open.text}` })),
    ]
    const events = await this.#history.find(all.flatMap(one => one.events))
    const known = [...(await this.readable(events, signal)), ...events.filter(this.#isShownHere)]
    const ids = new Set(known.map(({ id }) => id))
    return all.filter(one => one.events.length > 0 && one.events.every(id => ids.has(id)))
  }

  #isHere(event: Event): event is Message {
    if (event.type !== 'chat.message' || event.data.sharedFrom || event.test) return false
    const { platform, channel } = this.#place
    return event.platform === platform && event.channel === channel && event.id !== this.#asked.id
  }

  // Raids and titles stand on the platform's own page. A title set by us is of no one platform.
  readonly #isShownHere = ({ type, platform, channel }: Event): boolean => {
    const isPlace = (told: string | undefined, own: string) => told === undefined || told === own
    const isOurs = isPlace(platform, this.#place.platform) && isPlace(channel, this.#place.channel)
    return isOurs && (type === 'channel.raided' || type === 'title.changed')
  }
}

const MESSAGES = ['chat.message'] as const
const REMOVALS = ['chat.deleted', 'chat.cleared'] as const

function earliest(messages: readonly Message[]): Date | undefined {
  if (messages.length === 0) return undefined
  return new Date(Math.min(...messages.map(({ received }) => received.getTime())))
}

function removes(removal: Removal, { data, received, session }: Message): boolean {
  if (removal.type === 'chat.deleted') return removal.data.messageId === data.messageId
  const afterMs = removal.received.getTime() - received.getTime()
  const isSame = session !== undefined && session === removal.session
  if (afterMs < 0 || (!isSame && afterMs > CLEARED_MS)) return false
  const { user } = removal.data
  if (user === undefined) return true
  return user.id === undefined ? user.name === data.user.name : user.id === data.user.id
}
