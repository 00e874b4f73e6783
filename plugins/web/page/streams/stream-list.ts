import type { Refusal } from '../../wire.ts'
import type { Connection } from '../connection.ts'
import { repeatWhileOpen } from '../live/repeat-while-open.ts'
import { type Readable, Store } from '../store.ts'
import { merged, type Stream, type Streams } from './stream.ts'

/** What is known of the past streams. */
export interface KnownStreams {
  /** False until something was answered. */
  readonly isRead: boolean
  /** The newest first. */
  readonly streams: readonly Stream[]
  /** There are older ones. */
  readonly more: boolean
  /** Later events are not counted yet. */
  readonly completeUntil?: string
  /** Why the last request was refused. */
  readonly refusal?: Refusal
}

const PAGE = 20
const EVERY_MS = 30_000

/** The past streams, read page by page; the first page again and again, as the newest stream grows. */
export class StreamList {
  readonly #connection: Pick<Connection, 'call' | 'state' | 'whenOpen'>
  readonly #known = new Store<KnownStreams>({ isRead: false, streams: [], more: false })

  constructor(connection: Pick<Connection, 'call' | 'state' | 'whenOpen'>) {
    this.#connection = connection
  }

  get known(): Readable<KnownStreams> {
    return this.#known
  }

  /** @returns ends it */
  start(): () => void {
    return repeatWhileOpen(this.#connection, EVERY_MS, () => this.#read({}))
  }

  /** Reads the next page. */
  async older(): Promise<void> {
    const until = this.#known.value.streams.at(-1)?.begin
    if (until !== undefined) await this.#read({ until })
  }

  async #read(page: { readonly until?: string }): Promise<void> {
    const answer = await this.#connection.call<Streams>('sessions', { limit: PAGE, ...page })
    if (this.#connection.state.value !== 'open') return
    const { isRead, streams, more } = this.#known.value
    if (!answer.done) {
      this.#known.set({ ...this.#known.value, isRead: true, refusal: answer.refusal })
      return
    }
    const { sessions, more: hasOlder, completeUntil } = answer.value
    const isOldest = !isRead || streams.length === 0 || page.until !== undefined
    this.#known.set({
      ...{ isRead: true, streams: merged(streams, sessions), more: isOldest ? hasOlder : more },
      ...(completeUntil !== undefined && { completeUntil }),
    })
  }
}
