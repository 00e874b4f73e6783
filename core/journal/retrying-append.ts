import { pause } from '../backoff.ts'
import type { Copy, Held, Journal, JournalEntry, Note, Position } from './port.ts'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5_000

/** What goes into the journal at once. */
export interface Commit {
  readonly entries: readonly JournalEntry[]
  readonly copies: readonly Copy[]
  readonly notes: readonly Note[]
  readonly held: Held
}

/** By index of the entries; undefined: the journal knew it already. */
type Positions = readonly (Position | undefined)[]

/** Appends to a journal again and again, until it works or is given up. */
export class RetryingAppend {
  readonly #journal: Journal
  readonly #onTrouble: (failure: Error | undefined) => void
  readonly #givingUp = new AbortController()
  #isTroubled = false

  /** @param onTrouble called once when appending fails, and with undefined once it works again */
  constructor(journal: Journal, onTrouble: (failure: Error | undefined) => void) {
    this.#journal = journal
    this.#onTrouble = onTrouble
  }

  /** Not one more try. */
  giveUp(): void {
    this.#givingUp.abort()
  }

  /** @returns undefined where it was given up */
  async append({ entries, copies, notes, held }: Commit): Promise<Positions | undefined> {
    const { signal } = this.#givingUp
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        const positions = await this.#journal.append(entries, copies, notes, held)
        this.#say(undefined)
        return tries === 0 ? positions : await this.#recognise(entries, positions)
      } catch (failure) {
        this.#say(failure instanceof Error ? failure : new Error(String(failure)))
        await pause(Math.min(FIRST_RETRY_MS * 2 ** tries, LAST_RETRY_MS), signal)
      }
    }
    return undefined
  }

  // After a failure: an entry that is there already may be this very one, written by a try whose answer was lost.
  #recognise(entries: readonly JournalEntry[], positions: Positions): Promise<Positions> {
    return Promise.all(
      positions.map(async (position, index) => {
        const event = entries[index]?.event
        if (position !== undefined || !event) return position
        const there = (await this.#journal.find(event.id))?.row
        const isThis =
          there?.event.source === event.source &&
          there.event.received.getTime() === event.received.getTime()
        return isThis ? there.position : undefined
      }),
    )
  }

  #say(failure: Error | undefined): void {
    if (this.#isTroubled === (failure !== undefined)) return
    this.#isTroubled = failure !== undefined
    this.#onTrouble(failure)
  }
}
