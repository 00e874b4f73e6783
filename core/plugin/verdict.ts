import type { Verdict } from './context.ts'

const KEEP: Verdict = Object.freeze({ kind: 'keep' })

/** Keeps the event. */
export function keep(): Verdict {
  return KEEP
}

/**
 * Drops the event: it stays in the journal for 7 days and is not delivered.
 * @param reason a short code such as `relay`; shown as `<plugin id>/<reason>`
 */
export function drop(reason: string): Verdict {
  return { kind: 'drop', reason }
}

/** Delivers the event with this data and without `raw`; the journal stores the original. */
export function change(data: unknown): Verdict {
  return { kind: 'change', data }
}
