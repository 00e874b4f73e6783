import type { Position } from '../../port.ts'
import type { Value } from '../database/node-sqlite.ts'

/** A `JournalQuery` as it crosses to the worker. `after` continues behind that row in the query's own order. */
export interface PackedQuery {
  readonly types: readonly string[] | undefined
  readonly channel: string | null
  readonly platform: string | null
  readonly session: string | null
  readonly user: string | null
  readonly tests: 0 | 1
  readonly dropped: 0 | 1
  readonly since: number
  readonly until: number
  readonly newest: boolean
  readonly limit: number
  readonly after: Position | undefined
}

/** The positions a time span reaches over. */
export interface Bounds {
  readonly first: Position
  readonly last: Position
}

/** `completeSince`: older ones may be missing, from this time on (in ms) none is. */
export interface FoundPositions {
  readonly positions: readonly Position[]
  readonly completeSince?: number
}

/** The shared conditions over the values of `filters`. */
export const WANTED = `received >= ?1 AND received < ?2
  AND (?4 IS NULL OR platform = ?4) AND (?5 IS NULL OR session = ?5) AND test <= ?6
  AND (?3 IS NULL OR channel = ?3 OR channel_key(channel) = channel_key(?3))`

/** The values of `WANTED`. */
export function filters(query: PackedQuery): Value[] {
  const { since, until, channel, platform, session, tests } = query
  return [since, until, channel, platform, session, tests]
}
