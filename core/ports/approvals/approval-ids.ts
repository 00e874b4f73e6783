import type { State } from '../../plugin/context.ts'

const KEY = 'approvals'
const WORDS = [
  ...['alfa', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf', 'hotel', 'india', 'juliett'],
  ...['kilo', 'lima', 'mike', 'november', 'oscar', 'papa', 'quebec', 'romeo', 'sierra', 'tango'],
  ...['uniform', 'victor', 'whiskey', 'xray', 'yankee', 'zulu'],
] as const
// Nobody means a request that is so many requests old, and an id stays easy to say.
const REUSED_AFTER = 9 * WORDS.length
const ID = new RegExp(`^(?:${WORDS.join('|')})(?:-[1-9]\\d{0,8})?$`, 'i')

/** A name that is easy to say and type for the nth pending request of a run, from 0: `alfa`, `bravo`, after `zulu` `alfa-2`. */
export function approvalId(count: number): string {
  const word = WORDS[count % WORDS.length]
  const round = Math.floor(count / WORDS.length)
  return round === 0 ? `${word}` : `${word}-${round + 1}`
}

/** Whether a text may be such a name. */
export function isApprovalId(text: string): boolean {
  return ID.test(text)
}

/** The ids of requests, one after the other, over restarts: who answers late must not decide on something else. */
export class ApprovalIds {
  /** Ids of earlier runs. */
  readonly #reserved = new Set<string>()
  #count = 0
  #state: State | undefined

  /** Continues behind the ids of the last run. */
  resume(state: State): void {
    this.#state = state
    this.#count = (state.get<number>(KEY) ?? 0) % REUSED_AFTER
  }

  /** No new request gets one of these. */
  reserve(ids: Iterable<string>): void {
    for (const id of ids) this.#reserved.add(id)
  }

  /** The next one that is free. */
  next(): string {
    for (;;) {
      const id = approvalId(this.#count++)
      if (this.#reserved.has(id)) continue
      this.#state?.set(KEY, this.#count)
      return id
    }
  }
}
