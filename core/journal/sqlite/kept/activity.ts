import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { READABLE } from '../words/words.ts'
import { countedUpTo } from './pieces.ts'
import { told } from './streams.ts'

/** An `ActivityQuery` as it crosses to the worker. */
export interface PackedActivityQuery {
  readonly session: string | null
  readonly tests: 0 | 1
  /** The number of the first step; 0 began in 1970. */
  readonly first: number
  readonly steps: number
  readonly stepMs: number
}

/** What is to be counted, and what costs little to count. */
export interface ActivityPlan {
  readonly query: PackedActivityQuery
  /** Where each step begins, and the last ends: among the events that are counted by the kept tables. */
  readonly bounds: readonly Position[]
  /** Events from here on, up to the end, must be looked at one by one. */
  readonly fresh: Position
  readonly end: Position
  readonly kinds: readonly (readonly [kind: number, platform: string])[]
  /** Who wrote lines of which kind, by person: person, persona and kind of each in turn. A long time has a million. */
  readonly wrote: Int32Array
  readonly lines: readonly StepLines[]
}

export type StepLines = readonly [step: number, platform: string, lines: number]

/** Who wrote in each step. */
export interface StepChatters {
  readonly chatters: readonly (readonly [step: number, chatters: number])[]
  /** Lines of our own among those that were counted. */
  readonly own: readonly StepLines[]
}

const END = Number.MAX_SAFE_INTEGER
export const PLATFORM = "coalesce(platform, '')"
export const OWN = `${told('isSelf')} IS 1`

/** Numbers of each writer in `wrote`. */
export const OF_A_WRITER = 3
// To look a writer up in the kept tables costs as much as to look at so many lines.
const LINES_A_WRITER = 4

/** Counts lines, chatters, moods and viewers, step by step. Each call is short, so that others are answered in between. */
export function activity(db: Database) {
  // Created by the first query: a store that only writes needs none of it.
  let made: ReturnType<typeof prepare> | undefined
  const ready = () => {
    made ??= prepare(db)
    return made
  }
  return {
    activityPlan: (query: PackedActivityQuery): ActivityPlan => ready().plan(query),
    activityChatters: (plan: CountedPart, wrote: Int32Array): StepChatters =>
      ready().chatters(plan, wrote),
  }
}

/** What the count of chatters needs of a plan. */
export type CountedPart = Pick<ActivityPlan, 'query' | 'bounds' | 'kinds'>

function prepare(db: Database) {
  const boundsOf = stepBounds(db)
  const upTo = countedUpTo(db)
  const kinds = select<readonly [kind: number, platform: string, first: Position, last: Position]>(
    db,
    `SELECT kind, ${PLATFORM}, first, last FROM kinds WHERE type = 'chat.message' AND kept = 1 AND test <= ?1
     AND (?2 IS NULL OR session = ?2) AND last >= ?3 AND first < ?4`,
  )
  const wrote = select<readonly [person: number, persona: number, kind: number]>(
    db,
    `SELECT person, persona, kind FROM tallies CROSS JOIN personas USING (persona)
     WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY person`,
  )
  const linesIn = select<[number]>(
    db,
    'SELECT count(*) FROM kind_events WHERE kind = ? AND position >= ? AND position < ?',
  )
  return {
    plan: (query: PackedActivityQuery): ActivityPlan => {
      const uncounted = upTo() + 1
      const { begin, bounds, end } = boundsOf(query, uncounted)
      const [first = 0, last = 0] = [bounds[0], bounds.at(-1)]
      const found = kinds(query.tests, query.session, first, last)
      const stepsOf = ([kind, platform, from, to]: (typeof found)[number]) =>
        bounds.slice(1).flatMap((end, index): readonly StepLines[] => {
          const begin = bounds[index] ?? end
          if (begin === end || begin > to || end <= from) return []
          const lines = linesIn(kind, begin, end)[0]?.[0] ?? 0
          return lines > 0 ? [[query.first + index, platform, lines]] : []
        })
      const lines = found.flatMap(stepsOf)
      const ids = JSON.stringify(found.map(([kind]) => kind))
      const total = lines.reduce((sum, [, , count]) => sum + count, 0)
      const writers = Int32Array.from(wrote(ids).flat())
      // A few minutes of a long stream.
      if (total < (writers.length / OF_A_WRITER) * LINES_A_WRITER)
        return {
          query,
          bounds: [],
          fresh: begin,
          end,
          kinds: [],
          wrote: new Int32Array(),
          lines: [],
        }
      const fresh = Math.max(uncounted, begin)
      return {
        query,
        bounds,
        fresh,
        end,
        kinds: found.map(([kind, platform]) => [kind, platform]),
        wrote: writers,
        lines,
      }
    },
    chatters: chatters(db),
  }
}

/** Where each step begins, and the last ends. Positions grow with the time an event was received, unless a clock was set. */
function stepBounds(db: Database) {
  const firstSince = select<[Position]>(
    db,
    'SELECT position FROM entries INDEXED BY entries_received WHERE received >= ? ORDER BY received LIMIT 1',
  )
  return ({ first, steps, stepMs }: PackedActivityQuery, uncounted: Position) => {
    const positionOf = (step: number) => firstSince(step * stepMs)[0]?.[0] ?? END
    const begin = positionOf(first)
    const bounds: Position[] = []
    let end = begin
    for (let step = 0; step <= steps; step++) {
      end = Math.max(positionOf(first + step), end)
      bounds.push(Math.min(end, uncounted))
    }
    return { begin, bounds, end }
  }
}

function chatters(db: Database) {
  const positions = select<[list: string]>(
    db,
    `SELECT json_group_array(position) FROM (SELECT position FROM deeds
     WHERE persona = ? AND kind = ? AND position >= ? AND position < ? ORDER BY position)`,
  )
  // Of an account that only we write with every line is our own; of the streamer's some may be.
  const mayBeOwn = select<[0 | 1 | null]>(
    db,
    `SELECT roles LIKE '%broadcaster%' OR (SELECT ${OWN} FROM entries WHERE position = ?2 AND ${READABLE})
     FROM personas WHERE persona = ?1`,
  )
  const areOwn = select<[Position]>(
    db,
    `SELECT position FROM entries WHERE position IN (SELECT value FROM json_each(?)) AND ${READABLE} AND ${OWN}`,
  )
  return ({ query, bounds, kinds }: CountedPart, wrote: Int32Array): StepChatters => {
    const platforms = new Map(kinds)
    const [from = 0, to = 0] = [bounds[0], bounds.at(-1)]
    const own: StepLines[] = []
    const counts = new Map<number, number>()
    const stepsOf = new Map<number, Set<number>>()
    for (let at = 0; at < wrote.length; at += OF_A_WRITER) {
      const [person = 0, persona = 0, kind = 0] = wrote.subarray(at, at + OF_A_WRITER)
      // Listed by the SQL above.
      const list = JSON.parse(positions(persona, kind, from, to)[0]?.[0] ?? '[]') as Position[]
      const [newest] = list.slice(-1)
      if (newest === undefined) continue
      const isSuspect = mayBeOwn(persona, newest)[0]?.[0] === 1
      const ours = new Set(isSuspect ? areOwn(JSON.stringify(list)).flat() : [])
      const steps = stepsOf.get(person) ?? new Set()
      stepsOf.set(person, steps)
      for (const [step, position] of withSteps(list, bounds)) {
        if (!ours.has(position)) steps.add(query.first + step)
        else own.push([query.first + step, platforms.get(kind) ?? '', 1])
      }
    }
    for (const steps of stepsOf.values())
      for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1)
    return { chatters: [...counts], own }
  }
}

/** @param positions in their order, within the bounds */
function* withSteps(positions: readonly Position[], bounds: readonly Position[]) {
  let step = 0
  for (const position of positions) {
    while (position >= (bounds[step + 1] ?? END)) step += 1
    yield [step, position] as const
  }
}
