import type { Event, NewEvent } from '../events/event.ts'

// No real chain of answers is deeper than this; only two bots that answer each other are.
const MAX_DEPTH = 32
// One event must not cause thousands at once either: two answers to every answer make 2^32 at that depth.
const MAX_FAMILY = 5_000
const MAX_KNOWN = 10_000

/** The place of an event in its chain of causes. */
export interface Descent {
  readonly depth: number
  /** How many events one event has caused at once; shared by all of them. */
  readonly family: { count: number }
}

/**
 * Tracks which event answers which: stops plugins that trigger each other in a loop, and marks answers to test events as
 * test events.
 */
export class Ancestry {
  readonly #depths = new Map<string, number>()
  readonly #origins = new Map<string, string>()
  readonly #inventors = new Map<string, string>()

  /** The place of an event that was published during the delivery of `parent`, or that names a cause: one level deeper. */
  descentOf(event: Event, parent: Descent | undefined): Descent {
    const byCause = event.cause === undefined ? 0 : (this.#depths.get(event.cause) ?? 0) + 1
    const depth = Math.max(parent === undefined ? 0 : parent.depth + 1, byCause)
    if (depth > 0) remember(this.#depths, event.id, depth)
    const family = parent?.family ?? { count: 0 }
    family.count += 1
    return { depth, family }
  }

  /** Whether events are feeding each other. */
  isLoop({ depth, family }: Descent): boolean {
    return depth > MAX_DEPTH || (depth > 0 && family.count > MAX_FAMILY)
  }

  /** An event that answers a test event is a test event too, so simulated viewers never count in real totals. */
  inherit(told: NewEvent): NewEvent {
    const isMadeUp = told.cause !== undefined && this.#origins.has(told.cause)
    return isMadeUp && !told.test ? { ...told, test: true } : told
  }

  /**
   * Records which source simulated a test event: its own, or that of the event it answers.
   * @param isInvented its source simulates events
   */
  note(event: Event, isInvented = false): void {
    const inventor = isInvented ? event.source : this.#inventors.get(event.cause ?? '')
    if (inventor !== undefined) remember(this.#inventors, event.id, inventor)
    if (!event.test) return
    const cause = event.cause === undefined ? undefined : this.#origins.get(event.cause)
    remember(this.#origins, event.id, cause ?? event.source)
  }

  /** The source that simulated the event it answers, even if that source is gone; undefined if unknown. */
  inventorOf(event: Event): string | undefined {
    return this.#inventors.get(event.id)
  }

  /** The source that began it. */
  originOf(event: Event): string {
    return this.#origins.get(event.id) ?? event.source
  }
}

function remember<T>(known: Map<string, T>, id: string, value: T): void {
  known.set(id, value)
  if (known.size <= MAX_KNOWN) return
  const [oldest] = known.keys()
  if (oldest !== undefined) known.delete(oldest)
}
