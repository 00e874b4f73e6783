import { deliveredEvent } from '../../journal/history.ts'
import type { FoundEvent, Journal, JournalRow } from '../../journal/port.ts'
import type { Concerned } from '../../runtime/concerned.ts'
import { nearest } from '../../text/nearest.ts'
import { printable } from '../shown/output.ts'
import { type ConsumerProgress, consumerProgress } from './consumer-progress.ts'
import { type Sources, whoIsConcerned } from './who-is-concerned.ts'

// What an event caused may cause more; deeper than this nobody reads on.
const MAX_DEPTH = 5
const MAX_EFFECTS = 200
// Ids are compared with so many of the newest.
const RECENT_IDS = 20_000
const MAX_NEAREST = 10

/** What one event led to, and that in turn. */
export interface ExplainedEffect {
  readonly row: JournalRow
  readonly effects: readonly ExplainedEffect[]
}

/** All that can be said of one event. */
export interface Explanation extends FoundEvent {
  readonly effects: readonly ExplainedEffect[]
  /** By the instance that runs, else by the config; undefined where neither can say. */
  readonly concerned: Concerned | undefined
  /** Why it is undefined. */
  readonly notKnown?: string
  /** Gets such events, and neither noted anything of this one nor answered it. */
  readonly silent: readonly string[]
  readonly progress: readonly ConsumerProgress[]
}

/** @returns undefined where the journal knows no such event */
export async function explanationOf(
  sources: Sources,
  id: string,
): Promise<Explanation | undefined> {
  const { journal } = sources
  const found = await journal.find(id)
  if (found === undefined) return undefined
  const effects = await effectsOf(journal, found.row.event.id)
  const who = await whoIsConcerned(sources, found.row)
  const { concerned } = who
  const silent = silentOf(found, effects, concerned)
  const progress = await consumerProgress(journal, found.row, concerned?.takers ?? [])
  return { ...found, effects, ...who, silent, progress }
}

/** The ids of events that may have been meant: those that hold the text, newest first, else the one most like it. */
export async function nearestIds(journal: Journal, id: string): Promise<readonly string[]> {
  const recent = (await journal.newestIds(RECENT_IDS)).toReversed()
  const holding = id === '' ? [] : recent.filter(one => holds(one, id))
  if (holding.length > 0) return holding.slice(0, MAX_NEAREST)
  const like = nearest(id, recent)
  return like === undefined ? [] : [like]
}

/** Whether a part is in an id as it is printed, in any case: what no terminal shows cannot be typed. */
export function holds(id: string, part: string): boolean {
  return printable(id).toLowerCase().includes(printable(part).toLowerCase())
}

async function effectsOf(
  journal: Journal,
  id: string,
  seen: Set<string> = new Set([id]),
  depth = 0,
): Promise<readonly ExplainedEffect[]> {
  if (depth >= MAX_DEPTH) return []
  const effects: ExplainedEffect[] = []
  for (const row of await journal.effects(id)) {
    if (seen.has(row.event.id) || seen.size > MAX_EFFECTS) continue
    seen.add(row.event.id)
    effects.push({ row, effects: await effectsOf(journal, row.event.id, seen, depth + 1) })
  }
  return effects
}

function silentOf(
  { row, notes }: FoundEvent,
  effects: readonly ExplainedEffect[],
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
