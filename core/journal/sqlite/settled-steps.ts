import type { PackedActivityQuery } from './kept/activity.ts'
import type { Ask } from './worker-store.ts'

/** What was counted in a step. */
export interface CountedStep {
  readonly step: number
  readonly lines: ReadonlyMap<string, number>
  readonly chatters: number
}

/** Steps from `first` on, up to `until`, which is not included. */
interface Settled {
  readonly first: number
  readonly until: number
  readonly steps: readonly CountedStep[]
  /** How many events of any kind were received in this time. */
  readonly events: number
}

/** What is known of a question. */
export interface Beginning {
  readonly known: readonly CountedStep[]
  /** What is left to count; it may have no steps. */
  readonly rest: PackedActivityQuery
  /** Takes what was counted in all of it for the next time. */
  keep(counted: readonly CountedStep[]): void
}

// What was received by now is stored; what comes later, because the disk was full, is noticed by its number.
const SETTLED_AFTER_MS = 60_000
const QUESTIONS = 8
// As long as a stream may be; to look whether anything has changed takes 30 ms for each million events.
const LONGEST_MS = 48 * 3_600_000

/**
 * Steps that were counted before: a page asks for a whole stream each minute, and only its last minute is new. They are counted
 * again once the number of events in their time has changed.
 */
export class SettledSteps {
  readonly #ask: Ask
  readonly #kept = new Map<string, Settled>()

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async of(query: PackedActivityQuery): Promise<Beginning> {
    const { session, tests, first, steps, stepMs } = query
    const key = JSON.stringify([session, tests, stepMs])
    const end = first + steps
    if (steps * stepMs > LONGEST_MS) return { known: [], rest: query, keep: () => undefined }
    const known = await this.#valid(key, query)
    const from = Math.min(known?.until ?? first, end)
    const settled = Math.floor((Date.now() - SETTLED_AFTER_MS) / stepMs)
    const until = Math.min(settled, end)
    const events = until > from ? await this.#received(stepMs, from, until) : 0
    return {
      known: known?.steps.filter(({ step }) => step >= first && step < end) ?? [],
      rest: { ...query, first: from, steps: end - from },
      keep: counted => {
        if (until <= from) return
        const more = counted.filter(({ step }) => step >= from && step < until)
        this.#keep(key, {
          first: known?.first ?? first,
          until,
          steps: [...(known?.steps ?? []), ...more],
          events: (known?.events ?? 0) + events,
        })
      },
    }
  }

  async #valid(key: string, { first, stepMs }: PackedActivityQuery): Promise<Settled | undefined> {
    const known = this.#kept.get(key)
    if (known === undefined || first < known.first || first > known.until) return undefined
    if ((await this.#received(stepMs, known.first, known.until)) === known.events) return known
    if (this.#kept.get(key) === known) this.#kept.delete(key)
    return undefined
  }

  #received(stepMs: number, first: number, until: number): Promise<number> {
    return this.#ask('receivedIn', first * stepMs, until * stepMs)
  }

  #keep(key: string, settled: Settled): void {
    const other = this.#kept.get(key)
    if (other !== undefined && lengthOf(other) > lengthOf(settled)) return
    this.#kept.delete(key)
    this.#kept.set(key, settled)
    const [oldest = key] = this.#kept.keys()
    if (this.#kept.size > QUESTIONS) this.#kept.delete(oldest)
  }
}

function lengthOf({ first, until }: Settled): number {
  return until - first
}
