import { z } from 'zod'
import { nearest } from '../config/nearest.ts'
import { deliveredEvent } from '../journal/history.ts'
import type { Found, Journal, JournalRow } from '../journal/port.ts'
import { askRunning } from './control.ts'

// What an event caused may cause more; deeper than this nobody reads on.
const MAX_DEPTH = 5
const MAX_EFFECTS = 200
// Ids are compared with so many of the newest.
const RECENT_IDS = 20_000
const MAX_NEAREST = 10

/** What one event led to, and that in turn. */
export interface Effect {
  readonly row: JournalRow
  readonly effects: readonly Effect[]
}

/** Who of the running instance has to do with events of this type. */
export interface Concerned {
  readonly judges: readonly string[]
  readonly hearers: readonly string[]
}

/** All that can be said of one event. */
export interface Explanation extends Found {
  readonly effects: readonly Effect[]
  /** Undefined where no instance runs. */
  readonly concerned: Concerned | undefined
  /** Listened to such events, as the instance runs now, and neither noted anything of this one nor answered it. */
  readonly silent: readonly string[]
}

const concernedSchema = z.object({ judges: z.array(z.string()), hearers: z.array(z.string()) })

/** @returns undefined where the journal knows no such event */
export async function explanationOf(
  journal: Journal,
  journalFile: string,
  id: string,
): Promise<Explanation | undefined> {
  const found = await journal.find(id)
  if (found === undefined) return undefined
  const effects = await effectsOf(journal, found.row.event.id)
  const concerned = await whoIsConcerned(journalFile, found.row)
  return { ...found, effects, concerned, silent: silentOf(found, effects, concerned) }
}

/** The ids of events that may have been meant: those that hold the text, newest first, else the one most like it. */
export async function nearestIds(journal: Journal, id: string): Promise<readonly string[]> {
  const recent = (await journal.newestIds(RECENT_IDS)).toReversed()
  const wanted = id.toLowerCase()
  const holding = wanted === '' ? [] : recent.filter(one => one.toLowerCase().includes(wanted))
  if (holding.length > 0) return holding.slice(0, MAX_NEAREST)
  const like = nearest(id, recent)
  return like === undefined ? [] : [like]
}

async function effectsOf(
  journal: Journal,
  id: string,
  seen: Set<string> = new Set([id]),
  depth = 0,
): Promise<readonly Effect[]> {
  if (depth >= MAX_DEPTH) return []
  const effects: Effect[] = []
  for (const row of await journal.effects(id)) {
    if (seen.has(row.event.id) || seen.size > MAX_EFFECTS) continue
    seen.add(row.event.id)
    effects.push({ row, effects: await effectsOf(journal, row.event.id, seen, depth + 1) })
  }
  return effects
}

async function whoIsConcerned(
  journalFile: string,
  { event }: JournalRow,
): Promise<Concerned | undefined> {
  const answer = await askRunning(journalFile, 'concerned', { type: event.type })
  return answer === undefined ? undefined : concernedSchema.parse(answer)
}

function silentOf(
  { row, notes }: Found,
  effects: readonly Effect[],
  concerned: Concerned | undefined,
): readonly string[] {
  if (concerned === undefined || !row.verdict.kept) return []
  const spoke = new Set([
    ...notes.map(({ plugin }) => plugin),
    ...effects.flatMap(effect => authorsOf(effect.row)),
  ])
  return concerned.hearers.filter(id => !spoke.has(id))
}

// Who published it, and for whom the runtime told it.
function authorsOf(row: JournalRow): readonly string[] {
  const { source, data } = deliveredEvent(row)
  const plugin: unknown = Reflect.get(Object(data), 'plugin')
  return typeof plugin === 'string' ? [source, plugin] : [source]
}
