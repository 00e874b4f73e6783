/** How many things that is: a source may have told a fraction, less than none, or more than there can be. */
export function whole(sum: number): number {
  return Math.min(Math.max(Math.round(sum), 0), Number.MAX_SAFE_INTEGER)
}
