import type { Event } from '../../events/event.ts'
import type { Explanation } from '../../operations/explain/explained.ts'
import { printable } from '../../text/printable.ts'
import { eventLine, eventOf } from '../shown/event-line.ts'
import type { Output } from '../shown/output.ts'

const LABEL_WIDTH = 11
// Rules named in one line at most.
const MAX_NAMED = 12

type Part<Name extends 'copies' | 'effects'> = Explanation[Name][number]
type Rule = NonNullable<Explanation['rules']>[number]
type Progress = NonNullable<Explanation['consumers']>[number]
type Verdict = Explanation['verdict']

/** An explanation for people. */
export function explanationLines(explanation: Explanation, output: Output): readonly string[] {
  const { verdict, copies, notes, effects, judges = [], hearers, consumers = [] } = explanation
  const { silent } = explanation
  const event = eventOf(explanation.event)
  const line = (label: string, text: string) =>
    `  ${output.style('dim', label.padEnd(LABEL_WIDTH))}${printable(text)}`
  return [
    eventLine(event, output.style),
    line('source', toldBy(event)),
    ...(event.cause === undefined ? [] : [line('because of', event.cause)]),
    ...copies.map(copy => line('also from', againBy(event, copy))),
    line('verdict', verdictText(verdict)),
    ...(judges.length > 0 ? [line('judged by', judges.join(', '))] : []),
    ...notes.map(({ plugin, text }) => line('noted', `${plugin}: ${text}`)),
    ...effects.flatMap(effect => effectLines(effect, output)),
    ...ruleTexts(explanation).map(([label, text]) => line(label, text)),
    ...consumers.map(one => line('consumer', progressText(one))),
    ...(silent.length > 0
      ? [line('heard by', `${silent.join(', ')}, without a note or an answer`)]
      : []),
    ...(verdict.kept && hearers?.length === 0 ? [line('heard by', nobody(event))] : []),
  ]
}

function ruleTexts({
  notes,
  rules = [],
}: Explanation): readonly (readonly [label: string, text: string])[] {
  const noted = new Set(notes.map(({ plugin }) => plugin))
  const groups = new Map<string, Rule[]>()
  for (const look of rules) {
    const { plugin, outcome, why } = look
    // The result of a rule that matches is in the notes, if its plugin was running then.
    if (outcome === 'match' && noted.has(plugin)) continue
    const key = JSON.stringify([plugin, outcome, why])
    groups.set(key, [...(groups.get(key) ?? []), look])
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const names = [first, ...others].map(({ rule }) => rule)
    const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''
    const named = `${names.slice(0, MAX_NAMED).join(', ')}${more}`
    const isMatch = first.outcome === 'match'
    const unsaid = isMatch ? '; it left no note, so it was not in the config then' : ''
    return [[first.outcome, `${first.plugin}: ${named} (${first.why}${unsaid})`] as const]
  })
}

function progressText({ consumer, state, why }: Progress): string {
  const words = {
    past: 'is past it',
    waiting: 'has not received it yet',
    parked: 'could not process it, it is parked',
    not_taken: 'does not receive it',
  }
  return `${consumer}: ${words[state]}${why === undefined ? '' : `, ${why}`}`
}

function nobody({ recovered, type }: Event): string {
  return recovered
    ? 'nobody: it was recovered later, and only plugins that ask for such events get them'
    : `nobody: no plugin of this config listens to ${type}`
}

function effectLines(
  { event, verdict, effects }: Part<'effects'>,
  output: Output,
  depth = 0,
): readonly string[] {
  const label = output.style('dim', 'led to'.padEnd(LABEL_WIDTH))
  const held = verdict.kept ? '' : ` (${verdictText(verdict)})`
  const line = eventLine(eventOf(event), output.style)
  return [
    `  ${'  '.repeat(depth)}${label}${line}${printable(held)}`,
    ...effects.flatMap(effect => effectLines(effect, output, depth + 1)),
  ]
}

function toldBy({ source, received, time, test, recovered }: Event): string {
  const late = received.getTime() - time.getTime()
  const marks = [test && 'test event', recovered && 'recovered later'].filter(Boolean)
  return [
    `${source} at ${received.toISOString()}`,
    ...(late === 0 ? [] : [`${late} ms after it happened`]),
    ...marks,
  ].join(', ')
}

function againBy(event: Event, { source, received, ownId }: Part<'copies'>): string {
  const later = `${source}, ${new Date(received).getTime() - event.received.getTime()} ms later`
  return ownId === undefined ? later : `${later}, as ${ownId}`
}

function verdictText({ kept, reason, changed }: Verdict): string {
  if (!kept) return `dropped: ${reason}`
  return changed === undefined ? 'kept' : `kept, changed by ${changed.by}`
}
