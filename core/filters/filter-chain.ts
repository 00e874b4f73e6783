import type { Event } from '../events/event.ts'
import type { RecallFunction } from '../plugin/context.ts'
import { type Filter, type Judgement, type Judging, judge, Recollection } from './filters.ts'

/** The filters of the running set, and what they may recall. */
export class FilterChain {
  readonly #judging: Judging
  readonly #recollection = new Recollection()
  readonly #recall: RecallFunction = wanted => this.#recollection.recall(wanted)
  #filters: readonly Filter[] = []

  constructor(judging: Judging) {
    this.#judging = judging
  }

  /** These are asked from the next event on, in the order of the config. */
  use(filters: readonly Filter[]): void {
    this.#filters = filters
  }

  judge(event: Event): Judgement {
    return judge(event, this.#filters, this.#recall, this.#judging)
  }

  /** Can be recalled from now on. */
  wasJudged(event: Event): void {
    // Only filters can recall events; without filters nothing is held.
    if (this.#filters.length > 0) this.#recollection.add(event)
  }

  /** Can be recalled by filters to come. */
  wasJudgedEarlier(event: Event, at: number): void {
    this.#recollection.add(event, at)
  }

  /**
   * On an event kept before, without telling anyone.
   * @param recollection what was judged before it in this pass, by the events' own times
   */
  judgeAgain(event: Event, recollection: Recollection): Event | undefined {
    const at = event.received.getTime()
    const recall: RecallFunction = wanted => recollection.recall(wanted, at)
    const { delivered } = judge(event, this.#filters, recall, this.#judging)
    recollection.add(event, at)
    return delivered
  }
}
