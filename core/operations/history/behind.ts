// A journal is always a second behind what is coming in; only what stays behind is worth telling.
const BEHIND_MS = 15_000

/** Whether totals are so far behind that something known may be missing. */
export function isBehind(completeUntil: Date | undefined): boolean {
  return completeUntil !== undefined && Date.now() - completeUntil.getTime() > BEHIND_MS
}
