import { messageOf, PrometheanError } from '../errors.ts'
import { dropWords } from '../text/drop-words.ts'
import type { ApprovalOutcome } from './approvals/decided-approvals.ts'

/** What came of an act that was approved. */
export interface Came {
  /** `under_way`: it is not known yet. */
  readonly status: 'done' | 'not_done' | 'under_way'
  /** Why it was not done, as a part of a sentence. */
  readonly why?: string
  /** What the operation returned. */
  readonly result?: Readonly<Record<string, unknown>>
}

/** What came of an act that was approved, as far as it is known. */
export function cameOf(outcome: ApprovalOutcome | undefined): Came {
  const { result, failure } = outcome ?? {}
  if (failure !== undefined) return { status: 'not_done', why: whyOf(failure) }
  if (result === undefined) return { status: 'under_way' }
  const told: Readonly<Record<string, unknown>> = { ...Object(result) }
  const why = whyNot(told)
  if (why === undefined) return { status: 'done', result: told }
  return { status: 'not_done', why, result: told }
}

// An operation may end well, and yet nothing has left.
function whyNot({ status, reason }: Readonly<Record<string, unknown>>) {
  if (status === 'dropped') return dropWords(String(reason ?? 'refused'))
  return status === 'dry' ? 'in a dry run it is only written down' : undefined
}

// Its advice is for the agent.
function whyOf(failure: unknown): string {
  if (!(failure instanceof PrometheanError)) return messageOf(failure)
  return failure.why ?? failure.what
}
