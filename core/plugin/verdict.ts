import type { Verdict } from './context.ts'

const KEEP: Verdict = Object.freeze({ kind: 'keep' })

/** The event goes on. */
export function keep(): Verdict {
  return KEEP
}

/**
 * The event is kept in the journal for 7 days and goes nowhere else.
 * @param reason a short code such as `relay`; shown as `<use id>/<reason>`
 */
export function drop(reason: string): Verdict {
  return { kind: 'drop', reason }
}

/** The event goes on with this data and without `raw`; the journal keeps the original. */
export function change(data: unknown): Verdict {
  return { kind: 'change', data }
}
