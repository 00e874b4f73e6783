import type { Event } from '../../events/event.ts'
import type { EventType } from '../../events/vocabulary.ts'
import { Recollection } from '../../filters/filters.ts'
import { deliveredEvent } from '../history.ts'
import type { JournalRow, Position } from '../port.ts'
import type { Parcel } from './attempt.ts'

/** What a consumer asks for. */
export interface SelectionSettings {
  /** Undefined: all. */
  readonly types: readonly EventType[] | undefined
  readonly tests: boolean
}

/** Asks the current filters about a stored event. */
export type JudgeAgain = (event: Event, recollection: Recollection) => Event | undefined

/** Which rows are meant for a consumer, and what it gets of them. */
export class Selection {
  readonly #settings: SelectionSettings
  readonly #judgeAgain: JudgeAgain
  #recollection = new Recollection()

  constructor(settings: SelectionSettings, judgeAgain: JudgeAgain) {
    this.#settings = settings
    this.#judgeAgain = judgeAgain
  }

  isMeantFor({
    type,
    test,
  }: {
    readonly type: string
    readonly test?: boolean | undefined
  }): boolean {
    const { types, tests } = this.#settings
    return (tests || !test) && (types === undefined || types.some(wanted => wanted === type))
  }

  /** Filters that judge again can recall only these rows, nothing earlier. */
  recall(rows: readonly JournalRow[]): void {
    this.#recollection = new Recollection()
    for (const { event } of rows) this.#recollection.add(event, event.received.getTime())
  }

  /** @param refilterTo up to this position the current filters judge; after it, the stored verdicts count */
  parcels(rows: readonly JournalRow[], refilterTo: Position): readonly Parcel<Event>[] {
    return rows.flatMap(row => {
      // Also of those it does not get: filters may recall them.
      const event = row.position <= refilterTo ? this.#judged(row) : kept(row)
      const isIts = event !== undefined && this.isMeantFor(row.event)
      return isIts ? [{ position: row.position, event }] : []
    })
  }

  #judged({ event, verdict }: JournalRow): Event | undefined {
    // Events that the runtime itself dropped were not dropped by a filter.
    if (!verdict.kept && verdict.reason.startsWith('promethean/')) return undefined
    return this.#judgeAgain(event, this.#recollection)
  }
}

function kept(row: JournalRow): Event | undefined {
  return row.verdict.kept ? deliveredEvent(row) : undefined
}
