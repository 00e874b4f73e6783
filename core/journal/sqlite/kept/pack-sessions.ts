import type { KeptSession, SessionQuery } from '../../port.ts'
import type { PackedSession, PackedSessionQuery } from './sessions.ts'
import { whole } from './whole.ts'

const MINUTE_MS = 60_000
// So long a stream may be away, and some seconds for what is on its way.
const GRACE_MS = 11 * MINUTE_MS
// Sums of cents are whole again; no currency has more digits.
const DIGITS = 3

export function packSessionQuery({
  session,
  since,
  until,
  limit,
}: SessionQuery): PackedSessionQuery {
  return {
    session: session ?? null,
    since: since?.getTime() ?? 0,
    until: until?.getTime() ?? Number.MAX_SAFE_INTEGER,
    limit,
  }
}

export function unpackSession(packed: PackedSession): KeptSession {
  const { session, lines, chatters, follows, subs, gifts, bits, raids, raiders, peak } = packed
  const end = endOf(packed)
  return {
    session,
    begin: new Date(packed.began ?? packed.since),
    ...(end !== undefined && { end: new Date(end) }),
    titles: titlesOf(packed),
    ...{ lines, chatters, follows, subs, gifts: whole(gifts), bits: whole(bits) },
    tips: packed.tips.map(([currency, count, amount]) => ({
      currency,
      count,
      amount: Number(amount.toFixed(DIGITS)),
    })),
    ...{ raids, raiders: whole(raiders) },
    ...(peak && { peak: { lines: peak[1], at: new Date(peak[0] * MINUTE_MS) } }),
  }
}

/**
 * A stream is over ten minutes after it went offline, because it may come back; if it did, it went offline for less. Where
 * Promethean was stopped before, it learned of the end at its next start: then the last sign of life is what is known. One
 * without an end is over once another follows.
 */
function endOf({ ended, off, alive, until, isNewest }: PackedSession): number | undefined {
  const over = ended ?? (isNewest ? undefined : until)
  if (over === undefined) return undefined
  const last = alive ?? over
  if (off !== null && last - off <= GRACE_MS) return Math.min(off, over)
  return over - last <= GRACE_MS ? over : last
}

function titlesOf({ titles }: PackedSession): KeptSession['titles'] {
  return titles
    .filter(([, title], index) => title !== titles[index - 1]?.[1])
    .map(([at, title]) => ({ title, at: new Date(at) }))
}
