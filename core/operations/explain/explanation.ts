import type { z } from 'zod'
import { messageOf } from '../../errors.ts'
import type { KeptVerdict } from '../../filters/filters.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { FoundEvent, Journal, JournalRow } from '../../journal/port.ts'
import type { Concerned } from '../../runtime/concerned.ts'
import type { Given, Told } from '../operation.ts'
import { consumerProgress } from './consumer-progress.ts'
import type { explanation } from './explained.ts'

// An effect of an event may have effects of its own; deeper than this is not shown.
const MAX_DEPTH = 5
const MAX_EFFECTS = 200

/** The effects of one event, and their effects. */
interface Effect {
  readonly row: JournalRow
  readonly effects: readonly Effect[]
}

/** Which plugins an event concerns, or why that is unknown. */
type WhoIsConcerned =
  | { readonly concerned: Concerned }
  | { readonly concerned: undefined; readonly notKnown: string }

/** Everything known about one event. @returns undefined if the journal has no such event */
export async function explanationOf(
  id: string,
  { journal, concerned }: Given['journal'],
): Promise<Told<z.input<typeof explanation>> | undefined> {
  const found = await journal.find(id)
  if (found === undefined) return undefined
  const { row, copies, notes } = found
  const effects = await effectsOf(journal, row.event.id)
  const who = await whoIsConcerned(() => concerned(row))
  return {
    code: 'explained',
    id: row.event.id,
    event: { ...deliveredEvent(row) },
    verdict: row.verdict,
    copies: copies.map(({ id: _first, ...copy }) => copy),
    notes: notes.map(({ plugin, text, at }) => ({ plugin, text, at })),
    effects: effects.map(told),
    ...(who.concerned === undefined
      ? { not_known: who.notKnown }
      : await concernedParts(journal, row, who.concerned)),
    silent: silentOf(found, effects, who.concerned),
  }
}

/** A failure here must not hide what else is known about the event. */
async function whoIsConcerned(ask: () => Promise<Concerned>): Promise<WhoIsConcerned> {
  try {
    return { concerned: await ask() }
  } catch (failure) {
    const notKnown = `cannot tell who looked at it: ${messageOf(failure)}`
    return { concerned: undefined, notKnown }
  }
}

async function concernedParts(
  journal: Journal,
  row: JournalRow,
  { judges, hearers, rules, takers }: Concerned,
) {
  // Rules do not receive dropped events.
  const asked = row.verdict.kept ? rules : []
  return {
    judges,
    hearers,
    rules: asked.map(({ fits, ...rule }) => ({
      ...rule,
      outcome: fits ? ('match' as const) : ('no match' as const),
    })),
    consumers: await consumerProgress(journal, row, takers),
  }
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

interface ToldEffect {
  readonly event: Record<string, unknown>
  readonly verdict: KeptVerdict
  readonly effects: readonly ToldEffect[]
}

function told({ row, effects }: Effect): ToldEffect {
  return { event: { ...row.event }, verdict: row.verdict, effects: effects.map(told) }
}

function silentOf(
  { row, notes }: FoundEvent,
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

// The plugin that published it, or for which the runtime published it.
function authorsOf(row: JournalRow): readonly string[] {
  const { source, data } = deliveredEvent(row)
  const plugin: unknown = Reflect.get(Object(data), 'plugin')
  return typeof plugin === 'string' ? [source, plugin] : [source]
}
