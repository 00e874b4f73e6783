const S_MS = 1_000
const MINUTE_MS = 60 * S_MS
const HOUR_MS = 60 * MINUTE_MS

/** A time to wait, for a sentence: `40 s`, `15 min`, `3 h`. Never too short: whoever comes again then is let in. */
export function waitText(ms: number): string {
  if (ms <= 2 * MINUTE_MS) return `${Math.ceil(ms / S_MS)} s`
  return ms <= 2 * HOUR_MS ? `${Math.ceil(ms / MINUTE_MS)} min` : `${Math.ceil(ms / HOUR_MS)} h`
}
