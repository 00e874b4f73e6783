import { PrometheanError } from '../errors.ts'
import type { Decision } from '../plugin/ports/runtime.ts'

// Who decides later than after so many others learns only that it is not pending.
const REMEMBERED = 200
// What somebody who looks up from the game may have missed.
const LATEST = 10

/** What was asked. */
interface AskedApproval {
  readonly id: string
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

/** How those ended that are not pending any more. */
export class DecidedApprovals {
  readonly #decided: DecidedApproval[] = []

  /** The latest ten, oldest first. */
  get latest(): readonly DecidedApproval[] {
    return this.#decided.slice(-LATEST)
  }

  add({ id, plugin, what, text }: AskedApproval, decision: Decision, by?: string): void {
    const at = new Date()
    this.#decided.push({ id, plugin, what, text, decision, ...(by !== undefined && { by }), at })
    if (this.#decided.length > REMEMBERED) this.#decided.shift()
  }

  /** @throws PrometheanError if this one is among them: whoever comes second is told who was first */
  refuse(which: string): void {
    const decided = this.#decided.find(({ id }) => id === which.toLowerCase())
    if (decided === undefined) return
    const { decision, by } = decided
    throw new PrometheanError('conflict', {
      what: `${which} is not pending any more`,
      why: by === undefined ? `it ${PASSIVE[decision]}` : `${by} ${decision} it`,
      advice: 'see promethean approvals',
    })
  }
}

const PASSIVE = { approved: 'was approved', dropped: 'was dropped', expired: 'expired' } as const
