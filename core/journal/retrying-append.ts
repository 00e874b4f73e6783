import { Backoff, pause } from '../async.ts'
import type { Copy, HeldChanges, Journal, JournalEntry, Note, Position } from './port.ts'

const RETRIES = { firstMs: 250, longestMs: 5_000, jitter: 0 }

/** One append to the journal. */
export interface Commit {
  readonly entries: readonly JournalEntry[]
  readonly copies: readonly Copy[]
  readonly notes: readonly Note[]
  readonly held: HeldChanges
}

/** By index of the entries; undefined: the journal knew it already. */
type Positions = readonly (Position | undefined)[]

interface FailedCommit {
  readonly commit: Commit
  readonly done: (positions: Positions | undefined) => void
}

/**
 * Appends to a journal in order; commits may overlap but stay in order. Failed appends are retried together until they
 * succeed or are given up.
 */
export class RetryingAppend {
  readonly #journal: Journal
  readonly #onTrouble: (failure: Error | undefined) => void
  readonly #givingUp = new AbortController()
  #isTroubled = false
  #underWay = 0
  #failed: FailedCommit[] = []

  /** @param onTrouble called once when appending fails, and with undefined once it works again */
  constructor(journal: Journal, onTrouble: (failure: Error | undefined) => void) {
    this.#journal = journal
    this.#onTrouble = onTrouble
  }

  /** False while a failed append must go first: a new one would be stored before it. */
  get isReady(): boolean {
    return this.#failed.length === 0 || this.#givingUp.signal.aborted
  }

  /** Not one more try. */
  giveUp(): void {
    this.#givingUp.abort()
  }

  /** Passes it on at once. Resolves in the order of the calls. @returns undefined if it was given up */
  async append(commit: Commit): Promise<Positions | undefined> {
    if (this.#givingUp.signal.aborted) return undefined
    this.#underWay++
    const positions = await this.#try(commit)
    this.#underWay--
    const again = positions === undefined ? this.#later(commit) : undefined
    // With the first fail all that were under way behind it.
    if (this.#underWay === 0 && this.#failed.length > 0) void this.#tryAgain(this.#failed)
    return again ?? positions
  }

  #later(commit: Commit): Promise<Positions | undefined> {
    return new Promise(done => this.#failed.push({ commit, done }))
  }

  async #tryAgain(failed: readonly FailedCommit[]): Promise<void> {
    const { signal } = this.#givingUp
    const all = together(failed.map(({ commit }) => commit))
    const backoff = new Backoff(RETRIES)
    let positions: Positions | undefined
    while (positions === undefined && !signal.aborted) {
      await pause(backoff.next(), signal)
      if (!signal.aborted) positions = await this.#try(all, true)
    }
    this.#failed = []
    let from = 0
    for (const { commit, done } of failed) {
      const to = from + commit.entries.length
      done(positions?.slice(from, to))
      from = to
    }
  }

  async #try({ entries, copies, notes, held }: Commit, isAgain = false) {
    try {
      const positions = await this.#journal.append(entries, copies, notes, held)
      this.#say(undefined)
      return isAgain ? await this.#recognise(entries, positions) : positions
    } catch (failure) {
      this.#say(failure instanceof Error ? failure : new Error(String(failure)))
      return undefined
    }
  }

  // After a failure, an existing entry may be this one, written by a try whose answer was lost.
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

function together(commits: readonly Commit[]): Commit {
  return {
    entries: commits.flatMap(({ entries }) => entries),
    copies: commits.flatMap(({ copies }) => copies),
    notes: commits.flatMap(({ notes }) => notes),
    held: {
      events: commits.flatMap(({ held }) => held.events),
      released: commits.flatMap(({ held }) => held.released),
    },
  }
}
