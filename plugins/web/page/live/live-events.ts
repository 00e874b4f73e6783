import type { Refusal } from '../../wire.ts'
import type { Connection } from '../connection.ts'
import { Store } from '../store.ts'
import { EventFeed, isRefusal, type Wish } from './event-feed.ts'
import { type ToldEvent, toldEvent } from './told-event.ts'

/** `late`: what happened before, or while the connection was lost, is being fetched; live events wait for it. */
export type LiveState = 'late' | 'live'

// Events are committed some 10 ms after they were told, in a flood up to 100 ms.
const COMMIT_MS = 250
const AGAIN_MS = 1_000
// A journal whose disk is full has the live ones no sooner.
const TRIES = 5

/**
 * Each event of the wished types once and in order, over lost connections and restarts of the instance. Live ones come from
 * `tail`; what happened before or between is read from the journal.
 */
export class LiveEvents {
  readonly state = new Store<LiveState>('late')
  /** Why it is late, if it was refused. */
  readonly refusal = new Store<Refusal | undefined>(undefined)
  readonly #connection: Pick<Connection, 'call' | 'listen' | 'whenOpen'>
  readonly #feeds: readonly EventFeed[]
  #endOpening: () => void = () => undefined
  #endListening: () => void = () => undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Counts the gaps: what was asked before the last one no longer matters. */
  #gaps = 0

  constructor(
    connection: Pick<Connection, 'call' | 'listen' | 'whenOpen'>,
    wishes: readonly Wish[],
  ) {
    this.#connection = connection
    this.#feeds = wishes.map(wish => new EventFeed(wish, connection))
  }

  start(): void {
    this.#endOpening = this.#connection.whenOpen(() => this.#listen())
  }

  stop(): void {
    this.#endOpening()
    this.#endListening()
    this.#gaps += 1
    clearTimeout(this.#timer)
  }

  #listen(): void {
    this.#endListening()
    const types = [...new Set(this.#feeds.flatMap(({ wish }) => wish.types))]
    this.#fillGap()
    this.#endListening = this.#connection.listen<unknown>(
      'tail',
      { types, all: true },
      {
        onLines: lines => this.#hear(lines),
        onEnd: refusal => {
          this.#gaps += 1
          this.state.set('late')
          clearTimeout(this.#timer)
          // A lost connection opens again, and then this starts over.
          if (refusal?.code === 'gone') return
          this.refusal.set(refusal)
          this.#later(AGAIN_MS, () => this.#listen())
        },
      },
    )
  }

  #hear(lines: readonly unknown[]): void {
    let events: ToldEvent[] = []
    for (const line of lines) {
      const event = toldEvent(line)
      if (event !== undefined) events.push(event)
      else {
        // The instance had more to tell than this page took.
        this.#pass(events)
        events = []
        this.#fillGap()
      }
    }
    this.#pass(events)
  }

  #pass(events: readonly ToldEvent[]): void {
    for (const feed of this.#feeds) feed.hear(events)
  }

  #fillGap(): void {
    const gap = ++this.#gaps
    this.state.set('late')
    for (const feed of this.#feeds) feed.wait()
    this.#later(COMMIT_MS, () => this.#fetch(gap, TRIES))
  }

  async #fetch(gap: number, tries: number): Promise<void> {
    const found = await Promise.all(this.#feeds.map(feed => feed.fetch()))
    if (gap !== this.#gaps) return
    const refusal = found.find(isRefusal)
    this.refusal.set(refusal)
    if (refusal !== undefined) {
      this.#later(AGAIN_MS, () => this.#fetch(gap, tries))
    } else if (found.includes('incomplete') && tries > 1) {
      this.#later(COMMIT_MS, () => this.#fetch(gap, tries - 1))
    } else {
      for (const feed of this.#feeds) feed.resume()
      this.state.set('live')
    }
  }

  #later(ms: number, work: () => void | Promise<void>): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(work, ms)
  }
}
