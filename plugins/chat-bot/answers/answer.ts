import type { Event } from 'promethean'
import type { Match } from '../rules/rule-book.ts'
import { steadyNow } from '../steady-clock.ts'

/** An answer to be given. */
export interface Answer extends Match {
  readonly event: Event
  /** When the event came, by the steady clock. */
  readonly at: number
}

// An answer later than this after the question is not wanted any more.
const EXPIRES_MS = 30_000

/** How long it is wanted still, in milliseconds; may be below zero. */
export function leftOf({ at }: Answer): number {
  return EXPIRES_MS - (steadyNow() - at)
}
