import type { KeptVerdict } from '../../filters/filters.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Copy, JournalRow } from '../../journal/port.ts'
import type { RuleLook } from '../../runtime/concerned.ts'
import { eventLine } from '../shown/event-line.ts'
import { type Output, printable } from '../shown/output.ts'
import type { ConsumerProgress } from './consumer-progress.ts'
import type { ExplainedEffect, Explanation } from './explanation.ts'

const LABEL_WIDTH = 11
// Rules named in one line at most.
const MAX_NAMED = 12

/** An explanation as one object. */
export function explanationJson(explanation: Explanation): Record<string, unknown> {
  const { row, copies, notes, effects, concerned, notKnown, silent, progress } = explanation
  const { event, verdict } = row
  return {
    code: 'explained',
    id: event.id,
    event: deliveredEvent(row),
    verdict,
    copies: copies.map(({ id: _first, ...copy }) => copy),
    notes: notes.map(({ plugin, text, at }) => ({ plugin, text, at })),
    effects: effects.map(effectAsJson),
    ...(concerned && {
      judges: concerned.judges,
      hearers: concerned.hearers,
      rules: rulesAsked(explanation).map(({ fits, ...rule }) => ({
        ...rule,
        outcome: fits ? 'match' : 'no match',
      })),
      consumers: progress,
    }),
    ...(notKnown !== undefined && { not_known: notKnown }),
    silent,
  }
}

function effectAsJson({ row, effects }: ExplainedEffect): Record<string, unknown> {
  return { event: row.event, verdict: row.verdict, effects: effects.map(effectAsJson) }
}

/** An explanation for people. */
export function explanationLines(explanation: Explanation, output: Output): readonly string[] {
  const { row, copies, notes, effects, concerned, silent, progress } = explanation
  const line = (label: string, text: string) =>
    `  ${output.style('dim', label.padEnd(LABEL_WIDTH))}${printable(text)}`
  const judges = concerned?.judges ?? []
  return [
    eventLine(deliveredEvent(row), output.style),
    line('source', toldBy(row)),
    ...copies.map(copy => line('also from', againBy(row, copy))),
    line('verdict', verdictText(row.verdict)),
    ...(judges.length > 0 ? [line('judged by', judges.join(', '))] : []),
    ...notes.map(({ plugin, text }) => line('noted', `${plugin}: ${text}`)),
    ...effects.flatMap(effect => effectLines(effect, output)),
    ...ruleTexts(explanation).map(([label, text]) => line(label, text)),
    ...progress.map(one => line('consumer', progressText(one))),
    ...(silent.length > 0
      ? [line('heard by', `${silent.join(', ')}, without a note or an answer`)]
      : []),
    ...(row.verdict.kept && concerned?.hearers.length === 0 ? [line('heard by', nobody(row))] : []),
  ]
}

// What was dropped no rule got.
function rulesAsked({ row, concerned }: Explanation): readonly RuleLook[] {
  return row.verdict.kept ? (concerned?.rules ?? []) : []
}

function ruleTexts(explanation: Explanation): readonly (readonly [label: string, text: string])[] {
  const noted = new Set(explanation.notes.map(({ plugin }) => plugin))
  const groups = new Map<string, RuleLook[]>()
  for (const look of rulesAsked(explanation)) {
    // What became of a rule that fits is noted, where its plugin was there already.
    if (look.fits && noted.has(look.plugin)) continue
    const key = JSON.stringify([look.plugin, look.fits, look.why])
    groups.set(key, [...(groups.get(key) ?? []), look])
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const names = [first, ...others].map(({ rule }) => rule)
    const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''
    const rules = `${names.slice(0, MAX_NAMED).join(', ')}${more}`
    const unsaid = first.fits ? '; it left no note, so it was not in the config then' : ''
    const label = first.fits ? 'match' : 'no match'
    return [[label, `${first.plugin}: ${rules} (${first.why}${unsaid})`] as const]
  })
}

function progressText({ consumer, state, why }: ConsumerProgress): string {
  const words = {
    past: 'is past it',
    waiting: 'has not received it yet',
    parked: 'could not process it, it is parked',
    not_taken: 'does not receive it',
  }
  return `${consumer}: ${words[state]}${why === undefined ? '' : `, ${why}`}`
}

function nobody({ event }: JournalRow): string {
  return event.recovered
    ? 'nobody: it was recovered later, and only plugins that ask for such events get them'
    : `nobody: no plugin of this config listens to ${event.type}`
}

function effectLines(
  { row, effects }: ExplainedEffect,
  output: Output,
  depth = 0,
): readonly string[] {
  const label = output.style('dim', 'led to'.padEnd(LABEL_WIDTH))
  const held = row.verdict.kept ? '' : ` (${verdictText(row.verdict)})`
  return [
    `  ${'  '.repeat(depth)}${label}${eventLine(row.event, output.style)}${printable(held)}`,
    ...effects.flatMap(effect => effectLines(effect, output, depth + 1)),
  ]
}

function toldBy({ event }: JournalRow): string {
  const late = event.received.getTime() - event.time.getTime()
  const marks = [event.test && 'test event', event.recovered && 'recovered later'].filter(Boolean)
  return [
    `${event.source} at ${event.received.toISOString()}`,
    ...(late === 0 ? [] : [`${late} ms after it happened`]),
    ...marks,
  ].join(', ')
}

function againBy({ event }: JournalRow, { source, received, ownId }: Copy): string {
  const later = `${source}, ${received.getTime() - event.received.getTime()} ms later`
  return ownId === undefined ? later : `${later}, as ${ownId}`
}

function verdictText(verdict: KeptVerdict): string {
  if (!verdict.kept) return `dropped: ${verdict.reason}`
  return verdict.changed === undefined ? 'kept' : `kept, changed by ${verdict.changed.by}`
}
