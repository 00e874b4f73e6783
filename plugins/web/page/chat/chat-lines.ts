import { fieldsOf, numberOf, type ToldEvent, textOf } from '../live/told-event.ts'
import { nameOf, type Person, personOf } from '../people/person.ts'
import { type ChatLine, chatLine, type Struck, sentLine } from './chat-line.ts'
import { isSent, toldBefore } from './own-lines.ts'

/** Types that chat is made of. */
export const CHAT_TYPES = [
  'chat.message',
  'chat.sent',
  'chat.deleted',
  'chat.cleared',
  'chat.moderated',
]

/** More lines are not kept in the page. */
export const MOST_LINES = 2_000

const MOST_DELETED = 500

/** The latest lines of all chats as one, in the order of the journal. */
export class ChatLines {
  #lines: ChatLine[] = []
  /** Deleted before they came: another source may be slower. */
  readonly #deleted = new Set<string>()

  /** Oldest first. */
  get lines(): readonly ChatLine[] {
    return this.#lines
  }

  /** @param events of `CHAT_TYPES`, oldest first */
  add(events: readonly ToldEvent[]): void {
    // Followers hold the lines as they were.
    this.#lines = [...this.#lines]
    for (const event of events) this.#take(event)
    if (this.#lines.length > MOST_LINES) this.#lines = this.#lines.slice(-MOST_LINES)
  }

  #take(event: ToldEvent): void {
    if (event.type === 'chat.message') this.#write(chatLine(event))
    else if (!event.verdict.kept) return
    else if (event.type === 'chat.sent') this.#write(sentLine(event))
    else if (event.type === 'chat.deleted') this.#delete(event)
    else if (event.type === 'chat.cleared') this.#clear(event)
    else if (event.type === 'chat.moderated') this.#moderate(event)
  }

  #write(line: ChatLine): void {
    const at = line.isSelf ? toldBefore(this.#lines, line) : -1
    const before = this.#lines[at]
    if (before !== undefined) {
      // What the platform told can be deleted, and has its roles and colours.
      this.#lines[at] = { ...(isSent(line) ? before : line), isPaired: true }
      return
    }
    const isDeleted = this.#deleted.has(messageKey(line.platform, line.messageId))
    this.#lines.push(isDeleted ? { ...line, struck: { why: 'deleted' } } : line)
  }

  #delete({ platform = '', data }: ToldEvent): void {
    const key = messageKey(platform, textOf(data.messageId) ?? '')
    this.#deleted.add(key)
    for (const first of this.#deleted) {
      if (this.#deleted.size <= MOST_DELETED) break
      this.#deleted.delete(first)
    }
    this.#strike({ why: 'deleted' }, line => messageKey(line.platform, line.messageId) === key)
  }

  #clear(event: ToldEvent): void {
    const { user } = event.data
    const person = user === undefined ? undefined : personOf(user)
    this.#strike({ why: 'cleared' }, line => isOf(line, event, person))
  }

  #moderate(event: ToldEvent): void {
    const { action, user } = event.data
    if (action !== 'timeout' && action !== 'ban') return
    const seconds = numberOf(event.data.seconds)
    const moderator = nameOf(personOf(event.data.moderator))
    const struck: Struck = {
      why: action,
      ...(seconds !== undefined && { seconds }),
      ...(moderator !== undefined && { moderator }),
    }
    const person = personOf(user)
    this.#strike(struck, line => isOf(line, event, person))
  }

  #strike(struck: Struck, isMeant: (line: ChatLine) => boolean): void {
    this.#lines = this.#lines.map(line => {
      // `cleared` says the least: a timeout is told as both.
      const isNews =
        line.struck === undefined || (line.struck.why === 'cleared' && struck.why !== 'cleared')
      return isNews && isMeant(line) ? { ...line, struck } : line
    })
  }
}

function messageKey(platform: string, messageId: string): string {
  return `${platform} ${messageId}`
}

/** Whether a line is of the chat that an event tells of and, if it names one, of that person. */
function isOf(line: ChatLine, event: ToldEvent, person: Person | undefined): boolean {
  if (line.platform !== event.platform) return false
  if (event.channel !== undefined && event.channel !== line.channel) return false
  const streamId = textOf(fieldsOf(event.data).streamId)
  if (streamId !== undefined && line.streamId !== undefined && streamId !== line.streamId)
    return false
  return person === undefined || isSame(person, line.person)
}

function isSame(one: Person, other: Person): boolean {
  if (one.id !== undefined && other.id !== undefined && one.id === other.id) return true
  const [name, otherName] = [one.name ?? one.displayName, other.name ?? other.displayName]
  // A source that is told no ids gives the login as one.
  return name !== undefined && name.toLowerCase() === otherName?.toLowerCase()
}
