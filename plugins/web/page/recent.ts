import type { Connection } from './connection.ts'
import { type Readable, Store } from './store.ts'

/** An event as JSON, as far as these lists show it. */
export interface RecentEvent {
  readonly id: string
  readonly type: string
  readonly received: string
  readonly data: Readonly<Record<string, unknown>>
}

interface RecentParts {
  readonly connection: Connection
  readonly types: readonly string[]
  /** How many are remembered. */
  readonly most: number
}

/** The newest events of some types, live; after an outage, those that were missed as well. */
export class Recent {
  readonly #parts: RecentParts
  readonly #events = new Store<readonly RecentEvent[]>([])

  constructor(parts: RecentParts) {
    this.#parts = parts
  }

  /** Newest first. */
  get events(): Readable<readonly RecentEvent[]> {
    return this.#events
  }

  start(): void {
    const { connection, types } = this.#parts
    connection.whenOpen(() => {
      connection.listen<RecentEvent>('tail', { types }, { onLines: lines => this.#add(lines) })
      void this.#catchUp()
    })
  }

  async #catchUp(): Promise<void> {
    const { connection, types, most } = this.#parts
    const input = { types, tests: true, limit: most }
    const answer = await connection.call<{ events: readonly RecentEvent[] }>('events', input)
    if (answer.done) this.#add(answer.value.events)
  }

  #add(more: readonly RecentEvent[]): void {
    const { types, most } = this.#parts
    const meant = more.filter(({ type }) => types.includes(type))
    if (meant.length === 0) return
    const all = new Map([...this.#events.value, ...meant].map(event => [event.id, event]))
    const newest = [...all.values()].sort((a, b) => b.received.localeCompare(a.received))
    this.#events.set(newest.slice(0, most))
  }
}
