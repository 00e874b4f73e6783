import { parseDuration } from '../duration.ts'
import { messageOf } from '../errors.ts'
import { keptData } from '../events/complete.ts'
import type { Event } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { Recall, RecallFunction, Verdict } from '../plugin/context.ts'
import type { Redactor } from '../secrets/redact.ts'

const MAX_RECALL = 5_000
const MAX_RECALL_MS = 60_000
// A loop blocked for longer makes answers in chat visibly late, and probes of sockets miss.
export const BLOCKING_MS = 200

/** What a filter did wrong. */
export interface FilterTrouble {
  onFailure(use: string, failure: Error): void
  onBlocked(use: string, ms: number): void
}

/** What judging needs besides the filters. */
export interface Judging extends FilterTrouble {
  readonly redactor: Redactor
}

/** One filter of one use, as the bus asks it. */
export interface Filter {
  readonly use: string
  readonly types: ReadonlySet<EventType>
  judge(event: Event, recall: RecallFunction): Verdict
}

/** The verdict of the filters, stored with the event and never rewritten. */
export type KeptVerdict =
  | { readonly kept: true; readonly changed?: { readonly by: string; readonly data: unknown } }
  /** `reason` reads `<plugin id>/<code>`. */
  | { readonly kept: false; readonly reason: string }

/** A verdict, and the event to deliver if it is kept. */
export interface Judgement {
  readonly verdict: KeptVerdict
  readonly delivered: Event | undefined
}

/** Events judged lately, asked back by filters. */
export class Recollection {
  readonly #ring: { readonly event: Event; readonly at: number }[] = []
  #next = 0

  add(event: Event, at: number = performance.now()): void {
    this.#ring[this.#next] = { event, at }
    this.#next = (this.#next + 1) % MAX_RECALL
  }

  /** Newest first. */
  recall<T extends EventType>(
    { type, platform, within }: Recall<T>,
    now: number = performance.now(),
  ): readonly Event<T>[] {
    const oldest = now - Math.min(parseDuration(within), MAX_RECALL_MS)
    const found: Event<T>[] = []
    for (let step = 1; step <= this.#ring.length; step++) {
      const entry = this.#ring[(this.#next - step + MAX_RECALL) % MAX_RECALL]
      if (entry === undefined || entry.at < oldest) break
      const { event } = entry
      if (event.type === type && (platform === undefined || event.platform === platform)) {
        // Its type was just compared, which TypeScript cannot carry over to a type parameter.
        found.push(event as Event<T>)
      }
    }
    return found
  }
}

/**
 * Asks the filters in the order of the config; the first drop is final, changes add up.
 * A filter that throws keeps the event and is named, as is one that holds everything up.
 */
export function judge(
  event: Event,
  filters: readonly Filter[],
  recall: RecallFunction,
  judging: Judging,
): Judgement {
  let delivered = event
  let changedBy: string | undefined
  for (const filter of filters) {
    if (!filter.types.has(event.type)) continue
    const verdict = ask(filter, delivered, recall, judging)
    if (verdict.kind === 'drop') {
      return {
        verdict: { kept: false, reason: `${filter.use}/${judging.redactor.known(verdict.reason)}` },
        delivered: undefined,
      }
    }
    if (verdict.kind === 'change') {
      const { raw: _raw, ...rest } = delivered
      // The filter was typed with this event's own type, so its data fits it.
      const data = keptData(event.type, verdict.data, judging.redactor)
      delivered = Object.freeze({ ...rest, data }) as Event
      changedBy = filter.use
    }
  }
  if (changedBy === undefined) return { verdict: KEPT, delivered }
  return { verdict: { kept: true, changed: { by: changedBy, data: delivered.data } }, delivered }
}

const KEPT: KeptVerdict = Object.freeze({ kept: true })

function ask(
  filter: Filter,
  event: Event,
  recall: RecallFunction,
  trouble: FilterTrouble,
): Verdict {
  const start = performance.now()
  try {
    const verdict = filter.judge(event, recall)
    if (isVerdict(verdict)) return verdict
    throw new Error(
      `${filter.use} returned no verdict on ${event.type}; a filter must return keep(), drop(reason) or change(data)`,
    )
  } catch (failure) {
    trouble.onFailure(
      filter.use,
      failure instanceof Error ? failure : new Error(messageOf(failure)),
    )
    return { kind: 'keep' }
  } finally {
    const ms = performance.now() - start
    if (ms > BLOCKING_MS) trouble.onBlocked(filter.use, ms)
  }
}

// What a plugin without types returns: a reason goes into texts, data is what listeners get.
function isVerdict(verdict: Verdict | undefined): verdict is Verdict {
  if (verdict?.kind === 'drop') return typeof verdict.reason === 'string'
  if (verdict?.kind === 'change') return typeof verdict.data === 'object' && verdict.data !== null
  return verdict?.kind === 'keep'
}
