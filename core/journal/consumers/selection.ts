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

/** Today's filters on an event kept before. */
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

  /** Filters that judge again recall these rows, and nothing from before. */
  recall(rows: readonly JournalRow[]): void {
    this.#recollection = new Recollection()
    for (const { event } of rows) this.#recollection.add(event, event.received.getTime())
  }

  /** @param refilterTo up to here today's filters judge, behind it the verdict of then stands */
  parcels(rows: readonly JournalRow[], refilterTo: Position): readonly Parcel<Event>[] {
    return rows.flatMap(row => {
      // Also of those it does not get: filters may recall them.
      const event = row.position <= refilterTo ? this.#judged(row) : kept(row)
      const isIts = event !== undefined && this.isMeantFor(row.event)
      return isIts ? [{ position: row.position, event }] : []
    })
  }

  #judged({ event, verdict }: JournalRow): Event | undefined {
    // What the runtime itself held back was no filter's word.
    if (!verdict.kept && verdict.reason.startsWith('promethean/')) return undefined
    return this.#judgeAgain(event, this.#recollection)
  }
}

function kept(row: JournalRow): Event | undefined {
  return row.verdict.kept ? deliveredEvent(row) : undefined
}
