import type { Event, NewEvent } from '../events/event.ts'

// No answer to an answer to an answer ... goes deeper in earnest; two bots feeding each other do.
const MAX_DEPTH = 32
// Nor do thousands of events come of one at once: two answers to each of two answers are 2^32 at that depth.
const MAX_FAMILY = 5_000
const MAX_KNOWN = 10_000

/** Where an event stands among those it came of. */
export interface Descent {
  readonly depth: number
  /** How many came of one event at once, shared by all of them. */
  readonly family: { count: number }
}

/** Who answers whom: keeps plugins from feeding each other without end, and made-up events made up. */
export class Ancestry {
  readonly #depths = new Map<string, number>()
  readonly #origins = new Map<string, string>()
  readonly #inventors = new Map<string, string>()

  /** The place of an event told while `parent` was being delivered, or naming a cause: one deeper than that. */
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

  /** What answers a made-up event is made up too: an invented viewer never gets into real totals. */
  inherit(told: NewEvent): NewEvent {
    const isMadeUp = told.cause !== undefined && this.#origins.has(told.cause)
    return isMadeUp && !told.test ? { ...told, test: true } : told
  }

  /**
   * Notes who made a test event up: its own source, or that of the event it answers.
   * @param isInvented its source makes its events up
   */
  note(event: Event, isInvented = false): void {
    const inventor = isInvented ? event.source : this.#inventors.get(event.cause ?? '')
    if (inventor !== undefined) remember(this.#inventors, event.id, inventor)
    if (!event.test) return
    const cause = event.cause === undefined ? undefined : this.#origins.get(event.cause)
    remember(this.#origins, event.id, cause ?? event.source)
  }

  /** The source that made up what it answers, also once that source is gone; undefined where none is known. */
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
