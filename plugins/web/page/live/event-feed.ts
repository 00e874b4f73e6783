import type { Refusal } from '../../wire.ts'
import type { Connection } from '../connection.ts'
import { type ToldEvent, toldEvent } from './told-event.ts'

/** Events that are shown together. */
export interface Wish {
  readonly types: readonly string[]
  /** So many are shown: no more are fetched, however long the page was away. */
  readonly most: number
  /** Oldest first. */
  onEvents(events: readonly ToldEvent[]): void
}

/** `incomplete`: what happened right before the first event that waits may not be in the journal yet. */
export type Fetched = 'complete' | 'incomplete' | Refusal

export function isRefusal(fetched: Fetched): fetched is Refusal {
  return typeof fetched === 'object'
}

interface EventsPage {
  readonly events: readonly unknown[]
  readonly cursor?: string
  readonly more: boolean
}

const PAGE = 500

/** The events of one wish, each once and in order. */
export class EventFeed {
  readonly wish: Wish
  readonly #connection: Pick<Connection, 'call'>
  readonly #types: ReadonlySet<string>
  /** Ids of the latest events passed on. */
  readonly #known = new Set<string>()
  /** Live events behind a gap; undefined if there is none. */
  #waiting: ToldEvent[] | undefined
  /** Events of the gap. */
  #found: readonly ToldEvent[] = []

  constructor(wish: Wish, connection: Pick<Connection, 'call'>) {
    this.wish = wish
    this.#connection = connection
    this.#types = new Set(wish.types)
  }

  /** Something may have been missed; what waited until now will be found in the journal, too. */
  wait(): void {
    this.#waiting = []
  }

  /** Live events of any type. */
  hear(events: readonly ToldEvent[]): void {
    const wished = events.filter(({ type }) => this.#types.has(type))
    if (this.#waiting === undefined) this.#pass(wished)
    else this.#waiting = [...this.#waiting, ...wished].slice(-this.wish.most)
  }

  /** Reads what happened since the last event passed on. */
  async fetch(): Promise<Fetched> {
    const found = await this.#newestFirst()
    if (!Array.isArray(found)) return found
    this.#found = found.slice(0, this.wish.most).reverse()
    const first = this.#waiting?.[0]
    if (first === undefined || found.some(({ id }) => id === first.id)) return 'complete'
    return 'incomplete'
  }

  /** Passes on what was fetched and what waited. */
  resume(): void {
    const events = [...this.#found, ...(this.#waiting ?? [])]
    this.#found = []
    this.#waiting = undefined
    this.#pass(events)
  }

  // From the newest back, so that after a long time away no more is read than is shown. The page on which a known one is
  // met is read whole: two events told at once may be kept in the other order.
  async #newestFirst(): Promise<ToldEvent[] | Refusal> {
    const found: ToldEvent[] = []
    const { types, most } = this.wish
    const wanted = { types, all: true, tests: true, limit: Math.min(PAGE, most) }
    for (let cursor: string | undefined; ; ) {
      const asked = { ...wanted, ...(cursor !== undefined && { cursor }) }
      const answer = await this.#connection.call<EventsPage>('events', asked)
      if (!answer.done) return answer.refusal
      const page = answer.value.events.flatMap(line => toldEvent(line) ?? [])
      const unknown = page.filter(({ id }) => !this.#known.has(id))
      found.push(...unknown)
      cursor = answer.value.cursor
      const isEnd = !answer.value.more || cursor === undefined
      if (isEnd || unknown.length < page.length || found.length >= most) return found
    }
  }

  #pass(events: readonly ToldEvent[]): void {
    const fresh = events.filter(({ id }) => !this.#known.has(id) && this.#known.add(id))
    // As many again: an event may be told again some time after it was passed on.
    for (const id of this.#known) {
      if (this.#known.size <= 2 * this.wish.most) break
      this.#known.delete(id)
    }
    if (fresh.length > 0) this.wish.onEvents(fresh)
  }
}
