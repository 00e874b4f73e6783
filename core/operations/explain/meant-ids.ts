import type { Journal } from '../../journal/port.ts'
import { nearest } from '../../text/nearest.ts'
import { printable } from '../../text/printable.ts'

// Ids are compared with this many of the newest.
const RECENT_IDS = 20_000
const MAX_NEAREST = 10
/** As many characters of an id as name it: the first group of a UUID. */
export const MIN_PART = 8

/** The ids of events that may have been meant: those that hold the text, newest first, else the one most like it. */
export async function nearestIds(journal: Journal, id: string): Promise<readonly string[]> {
  const recent = (await journal.newestIds(RECENT_IDS)).toReversed()
  const holding = id === '' ? [] : recent.filter(one => holds(one, id))
  if (holding.length > 0) return holding.slice(0, MAX_NEAREST)
  const like = nearest(id, recent)
  return like === undefined ? [] : [like]
}

/** The ids a long enough part of an id names. */
export function thoseWith(part: string, ids: readonly string[]): readonly string[] {
  return part.length < MIN_PART ? [] : ids.filter(id => holds(id, part))
}

// As it is printed, in any case: what no terminal shows cannot be typed.
function holds(id: string, part: string): boolean {
  return printable(id).toLowerCase().includes(printable(part).toLowerCase())
}
