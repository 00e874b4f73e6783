import type { Event, Json, State } from 'promethean'
import type { ChatLine } from '../rules/rule.ts'

// 10 rooms of 40 lines of 300 characters: at most 400 kB of the 1 MB a plugin may keep.
const MOST_ROOMS = 10
const MOST_LINES = 40
const LONGEST_LINE = 300

type RememberedLine = {
  readonly id: string
  readonly user: string
  readonly name: string
  readonly text: string
}
type SavedLines = { readonly [room: string]: readonly RememberedLine[] }

const KEY = 'memory'

/** The last messages of each chat: received and sent. */
export class Memory {
  readonly #state: Pick<State, 'get' | 'set'>
  #rooms: Map<string, readonly RememberedLine[]> | undefined
  #isChanged = false

  constructor(state: Pick<State, 'get' | 'set'>) {
    this.#state = state
  }

  hear(event: Event<'chat.message'>): void {
    const { messageId: id, text, user } = event.data
    this.#add(event, { id, user: user.id, name: user.displayName, text })
  }

  /** Messages that this runtime sent. */
  say(event: Event<'chat.sent'>): void {
    this.#add(event, {
      id: event.data.messageId ?? '',
      user: '',
      name: 'you',
      text: event.data.text,
    })
  }

  /** Removes messages that moderators removed. */
  forget(event: Event<'chat.deleted' | 'chat.cleared'>): void {
    const room = roomOf(event)
    const lines = this.#all().get(room)
    if (lines === undefined) return
    this.#all().set(
      room,
      lines.filter(line => !isRemoved(line, event)),
    )
    this.#isChanged = true
  }

  /** The last lines of the chat an event came from, without its own, oldest first. */
  lines(event: Event, count = MOST_LINES): readonly ChatLine[] {
    const own = event.type === 'chat.message' ? event.data.messageId : undefined
    const lines = (this.#all().get(roomOf(event)) ?? []).filter(({ id }) => id !== own || id === '')
    return lines.slice(-count).map(({ name, text }) => ({ name, text }))
  }

  /** Stores changes. Test messages are not stored. */
  save(): void {
    if (!this.#isChanged) return
    this.#isChanged = false
    const real = [...this.#all()].filter(([room]) => !room.startsWith(MADE_UP))
    this.#state.set(KEY, Object.fromEntries(real) satisfies SavedLines as Json)
  }

  // The chat with the latest message comes last.
  #add(event: Event, line: RememberedLine): void {
    const rooms = this.#all()
    const room = roomOf(event)
    const lines = [...(rooms.get(room) ?? []), { ...line, text: cut(line.text) }]
    rooms.delete(room)
    rooms.set(room, lines.slice(-MOST_LINES))
    const [oldest] = rooms.keys()
    if (rooms.size > MOST_ROOMS && oldest !== undefined) rooms.delete(oldest)
    this.#isChanged = true
  }

  // Read at the first need: the instance before this one writes as late as the switch.
  #all(): Map<string, readonly RememberedLine[]> {
    this.#rooms ??= new Map(Object.entries(this.#state.get<SavedLines>(KEY) ?? {}))
    return this.#rooms
  }
}

const MADE_UP = 'test:'

function roomOf({ platform, channel, test }: Event): string {
  return `${test ? MADE_UP : ''}${platform}/${channel}`
}

function isRemoved(line: RememberedLine, event: Event<'chat.deleted' | 'chat.cleared'>): boolean {
  if (event.type === 'chat.deleted') return line.id === event.data.messageId
  const { user } = event.data
  return user === undefined || line.user === user.id || line.name === user.displayName
}

// A cut may leave half a character, which no model's door takes.
function cut(text: string): string {
  return text.slice(0, LONGEST_LINE).replace(/\p{Surrogate}/gu, '')
}
