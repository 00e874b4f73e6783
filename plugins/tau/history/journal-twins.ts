import { type EventHistory, type NewEvent, twinKey } from 'promethean'
import { RecentValues } from './row-repeats.ts'

// As core compares reports of two sources.
const WINDOW_MS = 30_000
// The journal is asked by the time of arrival, and TAU's clock may be wrong by minutes.
const SKEW_MS = 600_000
const MAX_ASKED = 1_000
const MAX_TAKEN = 5_000

/**
 * Finds the stored event of a row fetched later, if it was stored under another id: reported by chat before the connection was
 * lost, or by another source during the outage. One to one: a stored event matches only one row.
 */
export class JournalTwins {
  readonly #history: EventHistory
  readonly #taken = new RecentValues(MAX_TAKEN)

  constructor(history: EventHistory) {
    this.#history = history
  }

  /** The same event, with the key under which it was stored, if it was; core then recognises it as a repeat. */
  async known(made: NewEvent): Promise<NewEvent> {
    const key = await this.#keyOf(made)
    return key === undefined ? made : { ...made, key }
  }

  async #keyOf(made: NewEvent): Promise<string | undefined> {
    const { type, platform, key = '', time } = made
    const twin = twinKey(made)
    // Any other key is the platform's own, which all sources share.
    if (!key.startsWith('tau:') || twin === undefined || time === undefined) return undefined
    const start = `${platform}:${type}:`
    const at = time.getTime()
    const alike = (await this.#around(made, at)).filter(
      one =>
        one.id.startsWith(start) &&
        !one.id.startsWith(`${start}tau:`) &&
        Math.abs(one.time.getTime() - at) <= WINDOW_MS &&
        twinKey(one) === twin,
    )
    const found = alike
      .toSorted(
        (one, other) => Math.abs(one.time.getTime() - at) - Math.abs(other.time.getTime() - at),
      )
      .find(({ id }) => this.#taken.add(id))
    return found?.id.slice(start.length)
  }

  async #around({ type, platform }: NewEvent, at: number) {
    const [since, until] = [new Date(at - SKEW_MS), new Date(at + SKEW_MS)]
    const asked = { types: [type], since, until, limit: MAX_ASKED, ...(platform && { platform }) }
    // If the journal cannot answer, a duplicate is better than a loss.
    return this.#history.query(asked).catch(() => [])
  }
}
