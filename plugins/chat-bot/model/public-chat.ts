import type { Event, EventHistory, Events, Statement } from 'promethean'

/** Where a chat is. */
export interface ChatPlace {
  readonly platform: string
  readonly channel: string
}

type Message = Event<'chat.message'>

/** Selects messages of a chat. */
export interface Wanted {
  readonly user?: string
  readonly session?: string
  readonly since?: Date
  readonly limit: number
}

/** What everybody in a chat can read of some recaps and messages. */
export interface ReadableHere {
  readonly statements: readonly Statement[]
  readonly messages: readonly Message[]
}

/** What is known of a user's messages in a chat: oldest first. */
export interface UserMessages {
  /** Whether the first of them is the first that can be read of theirs. */
  readonly hasFirst: boolean
  readonly messages: readonly Message[]
}

// So many first messages of a user are looked at: a moderator clears those of a day at once.
const OLDEST = 50
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
  async messages(wanted: Wanted, signal: AbortSignal): Promise<readonly Message[]> {
    const { messages } = await this.readableOf({ wanted }, signal)
    return messages
  }

  /** The messages with these ids. */
  async messagesOf(ids: readonly string[], signal: AbortSignal): Promise<readonly Message[]> {
    return this.#readable(await this.#history.find(ids), signal)
  }

  /** The first message of a user, if it is known, and the last ones. */
  async messagesBy(user: string, last: number, signal: AbortSignal): Promise<UserMessages> {
    const query = { types: MESSAGES, ...this.#place, user }
    const [oldest, newest] = await Promise.all([
      this.#history.query({ ...query, limit: OLDEST }),
      this.#newest({ user, limit: last }),
    ])
    const readable = await this.#readable([...oldest, ...newest], signal)
    const first = readable.find(({ id }) => oldest.some(one => one.id === id))
    const known = newest.filter(({ id }) => readable.some(one => one.id === id)).slice(-last)
    if (first === undefined || known.some(({ id }) => id === first.id))
      return { hasFirst: first !== undefined, messages: known }
    return { hasFirst: true, messages: [first, ...known] }
  }

  /** When a user last wrote here, before the question; whether it can still be read does not matter. */
  async lastWrote(user: string): Promise<Date | undefined> {
    const found = await this.#newest({ user, limit: 1 })
    const own = found.findLast(one => this.#isHere(one) && one.data.user.id === user)
    return own?.received
  }

  /**
   * The statements of recaps that rest on nothing but what everybody here can read, and messages.
   * @param told `wanted` selects the newest messages, oldest first; without it there are none
   */
  async readableOf(
    told: {
      readonly recaps?: readonly Events['session.summarized'][]
      readonly wanted?: Wanted
    },
    signal: AbortSignal,
  ): Promise<ReadableHere> {
    const { recaps = [], wanted } = told
    const all = recaps.flatMap(statementsOf)
    const [found, newest] = await Promise.all([
      this.#history.find(all.flatMap(({ events }) => events)),
      wanted === undefined ? [] : this.#newest(wanted),
    ])
    const readable = await this.#readable([...found, ...newest], signal)
    const ids = new Set([...readable, ...found.filter(this.#isShownHere)].map(({ id }) => id))
    const isTold = ({ events }: Statement) => events.length > 0 && events.every(id => ids.has(id))
    const messages = newest.filter(({ id }) => ids.has(id))
    return { statements: all.filter(isTold), messages: messages.slice(-(wanted?.limit ?? 0)) }
  }

  // The question may be among them.
  async #newest({ limit, ...wanted }: Wanted): Promise<readonly Message[]> {
    const query = { types: MESSAGES, ...this.#place, ...wanted, newest: true, limit: limit + 1 }
    return (await this.#history.query(query)).toReversed()
  }

  /** Those of some events that are messages everybody here can read, each once, in their order. Reads all removals since. */
  async #readable(events: readonly Event[], signal: AbortSignal): Promise<readonly Message[]> {
    const left = new Map<string, Message>()
    for (const event of events) if (this.#isHere(event)) left.set(event.data.messageId, event)
    const since = earliest([...left.values()])
    if (since === undefined) return []
    const removals = this.#history.stream({ types: REMOVALS, ...this.#place, since })
    for await (const removal of removals) {
      signal.throwIfAborted()
      if (removal.type === 'chat.deleted') left.delete(removal.data.messageId)
      else for (const [id, message] of left) if (clears(removal, message)) left.delete(id)
    }
    return [...left.values()]
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

function statementsOf(recap: Events['session.summarized']): readonly Statement[] {
  return [
    ...recap.happened,
    ...recap.jokes.map(joke => ({ ...joke, text: `A running joke: ${joke.text}` })),
    ...recap.questions.map(open => ({ ...open, text: `An open question: ${open.text}` })),
  ]
}

function clears(removal: Event<'chat.cleared'>, { data, received, session }: Message): boolean {
  const afterMs = removal.received.getTime() - received.getTime()
  const isSame = session !== undefined && session === removal.session
  if (afterMs < 0 || (!isSame && afterMs > CLEARED_MS)) return false
  const { user } = removal.data
  if (user === undefined) return true
  return user.id === undefined ? user.name === data.user.name : user.id === data.user.id
}
