import { PrometheanError } from '../errors.ts'
import { type Refusal, refusalOf } from './answer.ts'

// What was asked for may be quoted, and may be as long as a request.
const MAX_TEXT = 1_000
const CODES = { invalid: 'invalid_input', unknown: 'not_found' } as const

/** Why something failed, as a page, an API or an agent is told: its code tells a wrong request from a moment at which it cannot be done. */
export function offeredRefusalOf(failure: unknown): Refusal {
  const { problems, ...refusal } = refusalOf(failure)
  const fault = failure instanceof PrometheanError ? failure.fault : undefined
  const { what, why, advice } = refusal
  return {
    code: fault === undefined ? refusal.code : CODES[fault],
    what: short(what),
    ...(why !== undefined && { why: short(why) }),
    ...(advice !== undefined && { advice: short(advice) }),
    ...(problems !== undefined && {
      problems: problems.map(problem => ({
        ...problem,
        path: short(problem.path),
        message: short(problem.message),
      })),
    }),
  }
}

function short(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text
}
