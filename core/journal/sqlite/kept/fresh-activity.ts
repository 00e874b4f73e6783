import { VIEWERS_VALID_MS } from '../../activity.ts'
import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { READABLE } from '../words/words.ts'
import {
  type ActivityPlan,
  OWN,
  type PackedActivityQuery,
  PLATFORM,
  type StepLines,
} from './activity.ts'
import { told } from './streams.ts'

/** What the kept tables do not hold, or not yet. */
export interface FreshActivity {
  readonly lines: readonly StepLines[]
  /** Who wrote, unless the kept tables know it of this step. */
  readonly chatters: readonly (readonly [step: number, who: string])[]
  /** Where to go on; undefined at the end. */
  readonly next: Position | undefined
}

/** What other events told of a time. */
export interface ToldActivity {
  readonly moods: readonly (readonly [step: number, sum: number, moods: number])[]
  readonly viewers: readonly (readonly [at: number, platform: string, viewers: number])[]
}

/** Events looked at in one call: some 40 ms. */
const PIECE = 10_000
/** As many moods and numbers of viewers are looked at, the newest. */
const TOLD = 20_000

const OF = `kept = 1 AND test <= ?1 AND (?2 IS NULL OR session = ?2) AND ${READABLE}`
const STEP = 'received / CAST(?3 AS INTEGER)'
// As it is known in the kept tables.
const WHO = `coalesce(${told('user.id')}, lower(${told('user.name')}), ${told('user.displayName')})`
// As platforms call it in what they report of their viewers.
const VIEWERS = ['viewers', 'viewerCount', 'viewer_count', 'concurrentViewers']
  .map(field => told(`data.${field}`))
  .join(', ')

/** Counts by looking at each event. */
export function freshActivity(db: Database) {
  // Created by the first query: a store that only writes needs none of it.
  let made: ReturnType<typeof prepare> | undefined
  const ready = () => {
    made ??= prepare(db)
    return made
  }
  return {
    freshActivity: (plan: FreshPart, from: Position): FreshActivity => ready().fresh(plan, from),
    toldActivity: (query: PackedActivityQuery): ToldActivity => ready().told(query),
  }
}

/** What it needs of a plan. */
type FreshPart = Pick<ActivityPlan, 'query' | 'bounds' | 'fresh' | 'end' | 'kinds'>

function prepare(db: Database) {
  return { fresh: freshLines(db), told: toldOf(db) }
}

function freshLines(db: Database) {
  const edge = select<[Position | null]>(
    db,
    `SELECT max(position) FROM (SELECT position FROM entries NOT INDEXED
     WHERE position >= ? AND position < ? ORDER BY position LIMIT ${PIECE})`,
  )
  const lines = select<[step: number, platform: string, who: string | null, lines: number]>(
    db,
    `SELECT ${STEP} AS step, ${PLATFORM} AS place, ${WHO} AS who, count(*) FROM entries NOT INDEXED
     WHERE position >= ?4 AND position <= ?5 AND type = 'chat.message' AND ${OF}
     AND NOT ${OWN} GROUP BY step, place, who`,
  )
  const isKnown = select<[1]>(
    db,
    `SELECT 1 FROM people CROSS JOIN personas USING (person) CROSS JOIN deeds USING (persona)
     CROSS JOIN entries USING (position) WHERE people.platform = ?1 AND people.id = ?2
     AND kind IN (SELECT value FROM json_each(?3)) AND position >= ?4 AND ${READABLE} AND NOT ${OWN} LIMIT 1`,
  )
  return (plan: FreshPart, from: Position): FreshActivity => {
    const { query, bounds, kinds } = plan
    const { first, tests, session, stepMs } = query
    const end = edge(from, plan.end)[0]?.[0] ?? undefined
    if (end === undefined) return { lines: [], chatters: [], next: undefined }
    const found = lines(tests, session, stepMs, from, end)
    // The step that the kept tables hold a part of.
    const shared = bounds.findLastIndex(bound => bound < plan.fresh)
    const kindIds = JSON.stringify(kinds.map(([kind]) => kind))
    const isFresh = (step: number, platform: string, who: string) =>
      step !== first + shared || isKnown(platform, who, kindIds, bounds[shared] ?? 0).length === 0
    return {
      lines: found.map(([step, platform, , count]) => [step, platform, count]),
      chatters: found.flatMap(([step, platform, who]) =>
        who !== null && isFresh(step, platform, who) ? [[step, `${platform}/${who}`] as const] : [],
      ),
      next: end + 1,
    }
  }
}

function toldOf(db: Database) {
  const newest = (
    type: string,
  ) => `SELECT received, platform, body FROM entries INDEXED BY entries_kind
    WHERE type = '${type}' AND ${OF} AND received >= ?4 AND received < ?5 ORDER BY position DESC LIMIT ${TOLD}`
  // Of a chat in which nothing was understood no mood is known.
  const moods = select<[step: number, sum: number, moods: number]>(
    db,
    `SELECT ${STEP} AS step, total(${told('sentiment')}), count(*) FROM (${newest('chat.mood')})
     WHERE ${told('understood')} > 0 GROUP BY step`,
  )
  const viewers = select<[at: number, platform: string, viewers: number]>(
    db,
    `SELECT received, ${PLATFORM}, viewers FROM (SELECT received, platform,
       CAST(coalesce(${VIEWERS}) AS INTEGER) AS viewers FROM (${newest('platform.event')})
       WHERE ${told('name')} LIKE '%viewer%' OR ${told('name')} LIKE '%statistics%')
     WHERE viewers BETWEEN 0 AND 1000000000`,
  )
  return ({ tests, session, stepMs, first, steps }: PackedActivityQuery): ToldActivity => {
    const [begin, end] = [first * stepMs, (first + steps) * stepMs]
    return {
      moods: moods(tests, session, stepMs, begin, end),
      viewers: viewers(tests, session, stepMs, begin - VIEWERS_VALID_MS, end),
    }
  }
}
