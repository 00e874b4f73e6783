import { CHAT_TYPES, ChatLines, MOST_LINES } from '../chat/chat-lines.ts'
import type { Connection } from '../connection.ts'
import { HAPPENING_TYPES, type Happening, happening } from '../events/happening.ts'
import { Store } from '../store.ts'
import { LiveEvents } from './live-events.ts'
import { STREAM_TYPES, TestStreams } from './test-streams.ts'
import type { ToldEvent } from './told-event.ts'

const MOST_HAPPENINGS = 500
// Of each platform, and of some that went on and off.
const MOST_STREAMS = 20
const RELOAD_TYPES = ['config.reloaded']

/** What is said and what happens, as lists that grow. */
export class Live {
  readonly #chat = new ChatLines()
  readonly #testStreams = new TestStreams()
  readonly #events: LiveEvents
  readonly #frame: (work: () => void) => void
  #isFrameAsked = false
  #happenings: readonly Happening[] = []
  /** The latest lines of all chats, oldest first. */
  readonly chat = new Store(this.#chat.lines)
  /** The latest events besides chat, newest first. */
  readonly happenings = new Store(this.#happenings)
  /** The last save of the config that is in effect. */
  readonly reload = new Store<ToldEvent | undefined>(undefined)

  /** The plugins whose test stream is live. */
  readonly testers = new Store<readonly string[]>([])

  /** @param frame does work before the page is drawn again; not while nobody sees it */
  constructor(
    connection: Pick<Connection, 'call' | 'listen' | 'whenOpen'>,
    frame: (work: () => void) => void,
  ) {
    this.#frame = frame
    this.#events = new LiveEvents(connection, [
      { types: CHAT_TYPES, most: MOST_LINES, onEvents: events => this.#say(events) },
      { types: HAPPENING_TYPES, most: MOST_HAPPENINGS, onEvents: events => this.#happen(events) },
      { types: RELOAD_TYPES, most: 1, onEvents: events => this.reload.set(events.at(-1)) },
      { types: STREAM_TYPES, most: MOST_STREAMS, onEvents: events => this.#stream(events) },
    ])
  }

  get state() {
    return this.#events.state
  }

  get refusal() {
    return this.#events.refusal
  }

  start(): void {
    this.#events.start()
  }

  #say(events: readonly ToldEvent[]): void {
    this.#chat.add(events)
    this.#show()
  }

  #happen(events: readonly ToldEvent[]): void {
    const fresh = events.flatMap(event => happening(event) ?? []).reverse()
    this.#happenings = [...fresh, ...this.#happenings].slice(0, MOST_HAPPENINGS)
    this.#show()
  }

  #stream(events: readonly ToldEvent[]): void {
    this.#testStreams.add(events)
    this.testers.set(this.#testStreams.sources)
  }

  // However fast they come, they are drawn once a frame.
  #show(): void {
    if (this.#isFrameAsked) return
    this.#isFrameAsked = true
    this.#frame(() => {
      this.#isFrameAsked = false
      this.chat.set(this.#chat.lines)
      this.happenings.set(this.#happenings)
    })
  }
}
