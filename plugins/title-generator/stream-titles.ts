import {
  type Context,
  type Event,
  type EventHistory,
  type State,
  type StreamState,
  timeLimit,
  unlessAborted,
} from 'promethean'

const KEY = 'session'
const REMEMBERED = 10
const LOOK_MS = 1_000

interface StreamTitlesParts {
  readonly state: State
  readonly stream: StreamState
  readonly history: EventHistory
  readonly note: Context['note']
}

/** Which streams have had their title: one each, over drops, reloads and restarts. */
export class StreamTitles {
  readonly #parts: StreamTitlesParts
  readonly #recent: string[] = []
  #working = 0

  constructor(parts: StreamTitlesParts) {
    this.#parts = parts
  }

  /** The titles made since the start, newest first; also those of simulated streams, which history does not contain. */
  get recent(): readonly string[] {
    return this.#recent
  }

  /** Whether a stream that begins is the first news of it. */
  isFirst(start: Event): boolean {
    const { state, stream, note } = this.#parts
    const session = stream.session()
    if (this.#working > 0) {
      note(start, 'no title for it: one is already being written')
      return false
    }
    if (start.test || session === undefined || state.get(KEY) !== session) return true
    note(start, 'no title for it: this stream already got one')
    return false
  }

  /** Whether a title was already set in this stream: by another plugin, or by an earlier run that ended before recording it. */
  async hasTitle(cause: Event, signal: AbortSignal): Promise<boolean> {
    const session = this.#parts.stream.session()
    if (isAsked(cause) || cause.test || session === undefined) return false
    const changes = await this.#changesOf(session, signal)
    if (changes > 0) this.#parts.note(cause, 'no title for it: this stream already has one')
    return changes > 0
  }

  begin(): void {
    this.#working += 1
  }

  end(): void {
    this.#working -= 1
  }

  /** Records the decision: this stream gets no other title unless requested. */
  settle(cause: Event): void {
    const session = this.#parts.stream.session()
    if (!cause.test && session !== undefined) this.#parts.state.set(KEY, session)
  }

  remember(title: string): void {
    this.#recent.unshift(title)
    this.#recent.length = Math.min(this.#recent.length, REMEMBERED)
  }

  // A journal that cannot be read, or not now, must not cost the stream its title.
  async #changesOf(session: string, signal: AbortSignal): Promise<number> {
    const limit = timeLimit({ ms: LOOK_MS, signals: [signal] })
    const query = { types: ['title.changed'], session, limit: 1 } as const
    try {
      return (await unlessAborted(this.#parts.history.query(query), limit.signal)).length
    } catch {
      return 0
    } finally {
      limit.end()
    }
  }
}

// A requested title is always made, whatever title the stream has.
function isAsked({ type }: Event): boolean {
  return type === 'title.wanted' || type === 'chat.message'
}
