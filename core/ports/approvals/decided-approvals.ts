import { within } from '../../async.ts'
import { messageOf, PrometheanError } from '../../errors.ts'
import type { Decision } from '../../plugin/ports/runtime.ts'

// Who decides later than after so many others learns only that it is not pending.
const REMEMBERED = 200
// What somebody who looks up from the game may have missed.
const LATEST = 10

/** What was asked. */
interface AskedApproval {
  readonly id: string
  readonly number: number
  /** The use that asked. */
  readonly plugin: string
  /** `title`. */
  readonly what: string
  readonly text: string
}

/** What became of a request for approval. */
export interface DecidedApproval extends AskedApproval {
  readonly decision: Decision
  /** The caller, or the plugin that asked; absent if it expired. */
  readonly by?: string
  readonly at: Date
}

/** What became of a request so far. */
export interface ApprovalOutcome {
  readonly id: string
  readonly status: 'waiting' | Decision
  readonly until?: Date
  /** Who decided, if that is known. */
  readonly by?: string
  /** What came of it, once that is known. */
  readonly result?: unknown
  /** Why it was not done, if what had to be done failed. */
  readonly failure?: unknown
}

/** What was approved was not done. */
export class NotDoneAfterwards {
  readonly failure: unknown

  constructor(failure: unknown) {
    this.failure = failure
  }
}

/** Whether this is its id, in any case, or its number. */
export function isMeant(
  { id, number }: Pick<AskedApproval, 'id' | 'number'>,
  which: string | number,
): boolean {
  return typeof which === 'number' ? number === which : id === which.toLowerCase()
}

/** How those ended that are not pending any more. */
export class DecidedApprovals {
  readonly #decided: DecidedApproval[] = []
  readonly #results = new WeakMap<DecidedApproval, Promise<unknown>>()

  /** The latest ten, oldest first. */
  get latest(): readonly DecidedApproval[] {
    return this.#decided.slice(-LATEST)
  }

  add(
    { id, number, plugin, what, text }: AskedApproval,
    decision: Decision,
    { by, result }: { readonly by: string | undefined; readonly result: Promise<unknown> },
  ): void {
    const told = { id, number, plugin, what, text, decision, ...(by !== undefined && { by }) }
    const decided = { ...told, at: new Date() }
    this.#decided.push(decided)
    this.#results.set(decided, result)
    if (this.#decided.length > REMEMBERED) this.#decided.shift()
  }

  /**
   * What became of one.
   * @param ms how long it is waited for what comes of it
   * @returns undefined if it is not among them
   */
  async outcome(which: string, ms: number): Promise<ApprovalOutcome | undefined> {
    const decided = this.#decided.find(({ id }) => id === which.toLowerCase())
    if (decided === undefined) return undefined
    const { id, decision: status, by } = decided
    const told = { id, status, ...(by !== undefined && { by }) }
    const result = await within(ms, this.#results.get(decided))
    if (!(result instanceof NotDoneAfterwards))
      return { ...told, ...(result !== undefined && { result }) }
    const { failure } = result
    return { ...told, result: { error: messageOf(failure) }, failure }
  }

  /** @throws PrometheanError if this one is among them: whoever comes second is told who was first */
  refuse(which: string | number): void {
    // A number may be another's by now: the latest that had it is meant.
    const decided = this.#decided.findLast(one => isMeant(one, which))
    if (decided === undefined) return
    throw decidedBefore(typeof which === 'number' ? decided.id : which, decided)
  }
}

/** What whoever decides on it once more is told. */
export function decidedBefore(
  id: string,
  { decision, by }: Pick<DecidedApproval, 'decision' | 'by'>,
): PrometheanError {
  return new PrometheanError('conflict', {
    what: `${id} is not pending any more`,
    why: by === undefined ? `it ${PASSIVE[decision]}` : `${by} ${decision} it`,
    advice: 'see promethean approvals',
  })
}

const PASSIVE = { approved: 'was approved', dropped: 'was dropped', expired: 'expired' } as const
