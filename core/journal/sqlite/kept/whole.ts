/** A reported count as a valid one: a source may have reported a fraction, a negative or an impossibly large number. */
export function whole(sum: number): number {
  return Math.min(Math.max(Math.round(sum), 0), Number.MAX_SAFE_INTEGER)
}
