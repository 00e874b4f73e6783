import type { TauRow } from '../client/frame.ts'
import { eventTypeOf } from '../map/event-types.ts'

const REDEMPTION = 'channel-channel_points_custom_reward_redemption-add'
// TAU sends such a row when the chat line of it comes, about a second later, or never.
const WAIT_MS = 10_000

/**
 * Splits missed rows, oldest first: those to publish now, and the rest, starting with the first one that TAU may still send
 * itself. A row waits from one check to the next, no longer.
 * @param waited the rows that waited at the previous check
 */
export function divideHeldBack(
  rows: readonly TauRow[],
  newest: TauRow | undefined,
  waited: ReadonlySet<string>,
): { readonly due: readonly TauRow[]; readonly waiting: readonly TauRow[] } {
  const at = rows.findIndex(row => !waited.has(row.id ?? '') && mayBeHeldBack(row, newest))
  return at < 0 ? { due: rows, waiting: [] } : { due: rows.slice(0, at), waiting: rows.slice(at) }
}

// With `use_irc` on, TAU holds a redemption with text until chat has shown it. Compared by TAU's own clock.
function mayBeHeldBack({ type, data, created }: TauRow, newest: TauRow | undefined): boolean {
  if (eventTypeOf(type) !== REDEMPTION || typeof data !== 'object' || data === null) return false
  const text: unknown = Reflect.get(data, 'user_input')
  if (typeof text !== 'string' || text === '') return false
  const now = newest?.created?.getTime() ?? 0
  return created === undefined || now - created.getTime() < WAIT_MS
}
