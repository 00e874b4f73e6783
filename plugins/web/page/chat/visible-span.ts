/** What of a list is drawn, and how much room the rest takes. */
export interface Span {
  readonly first: number
  /** Exclusive. */
  readonly end: number
  /** In px. */
  readonly above: number
  readonly below: number
}

interface Sight {
  readonly count: number
  /** In px; estimated if it was not drawn yet. */
  heightAt(index: number): number
  /** How far the list is scrolled, in px; `end`: its end is in sight. */
  readonly top: number | 'end'
  /** Of what is seen, in px. */
  readonly height: number
}

// Drawn before and behind what is seen, so that scrolling shows no gap.
const AROUND_PX = 300

/** The items that are in sight or nearly so. */
export function spanOf({ count, heightAt, top, height }: Sight): Span {
  let total = 0
  for (let index = 0; index < count; index++) total += heightAt(index)
  const from = (top === 'end' ? total - height : top) - AROUND_PX
  const to = top === 'end' ? total : top + height + AROUND_PX
  let first = 0
  let above = 0
  while (first < count && above + heightAt(first) <= from) above += heightAt(first++)
  let end = first
  let bottom = above
  while (end < count && bottom < to) bottom += heightAt(end++)
  return { first, end, above, below: total - bottom }
}
