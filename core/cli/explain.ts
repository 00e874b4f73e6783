import { deliveredEvent } from '../journal/history.ts'
import type { Copy, Journal, JournalRow, KeptVerdict } from '../journal/port.ts'
import { eventLine } from './event-line.ts'
import { type Effect, type Explanation, explanationOf, nearestIds } from './explanation.ts'
import { createOutput, type Output, printable } from './output.ts'
import { sayRecent, sayRow } from './recent.ts'
import { openToRead, withProject } from './running.ts'

const LABEL_WIDTH = 11
// The first group of a UUID.
const MIN_PART = 8
const MAX_NEAREST = 3

/**
 * `promethean explain`: all that is known of one event, or the last ones; beside a running instance or without one.
 * @returns the exit code: 1 where there is no such event
 */
export async function explain(settings: {
  readonly config?: string
  readonly json: boolean
  /** Left out: the last events are listed. */
  readonly id?: string | undefined
}): Promise<number> {
  const output = createOutput(settings.json)
  return withProject(settings.config, async journalFile => {
    const journal = await openToRead(journalFile)
    try {
      if (settings.id === undefined) await sayRecent(output, journal)
      else return await explainOne(settings.id, { output, journal, journalFile })
      return 0
    } finally {
      await journal.close()
    }
  })
}

interface Parts {
  readonly output: Output
  readonly journal: Journal
  readonly journalFile: string
}

async function explainOne(id: string, { output, journal, journalFile }: Parts): Promise<number> {
  const named = await explanationOf(journal, journalFile, id)
  const nearest = named === undefined ? await nearestIds(journal, id) : []
  const [meant, ...others] = thoseWith(id, nearest)
  if (meant !== undefined && others.length > 0) {
    await sayAlike(output, journal, [meant, ...others])
    return 1
  }
  const explanation =
    named ?? (meant === undefined ? meant : await explanationOf(journal, journalFile, meant))
  if (explanation === undefined) {
    sayUnknown(output, id, nearest.slice(0, MAX_NEAREST))
    return 1
  }
  output.json(asJson(explanation))
  for (const line of linesOf(explanation, output)) output.line(line)
  return 0
}

// A long enough part of an id names an event, where only one has it.
function thoseWith(part: string, ids: readonly string[]): readonly string[] {
  if (part.length < MIN_PART) return []
  return ids.filter(id => id.toLowerCase().includes(part.toLowerCase()))
}

// Ids without a key begin with the time: those of one minute begin alike.
async function sayAlike(output: Output, journal: Journal, ids: readonly string[]): Promise<void> {
  for (const id of ids) await sayRow(output, journal, { id, code: 'alike' })
  output.trouble(
    'several ids hold this, the newest stand here; write one of them, or its last eight characters',
  )
}

function sayUnknown(output: Output, id: string, nearest: readonly string[]): void {
  output.json({ code: 'unknown', id, nearest })
  const hint =
    nearest.length === 0
      ? 'promethean explain alone lists the last ones, promethean search prints ids too'
      : `the nearest are ${nearest.join(', ')}`
  output.trouble(printable(`no event with this id; ${hint}`))
}

function asJson({ row, copies, notes, effects, concerned, silent }: Explanation) {
  const { event, verdict } = row
  return {
    code: 'explained',
    id: event.id,
    event: deliveredEvent(row),
    verdict,
    copies: copies.map(({ id: _first, ...copy }) => copy),
    notes: notes.map(({ plugin, text, at }) => ({ plugin, text, at })),
    effects: effects.map(effectAsJson),
    ...concerned,
    silent,
  }
}

function effectAsJson({ row, effects }: Effect): Record<string, unknown> {
  return { event: row.event, verdict: row.verdict, effects: effects.map(effectAsJson) }
}

function linesOf({ row, copies, notes, effects, concerned, silent }: Explanation, output: Output) {
  const line = (label: string, text: string) =>
    `  ${output.style('dim', label.padEnd(LABEL_WIDTH))}${printable(text)}`
  const judges = concerned?.judges ?? []
  return [
    eventLine(deliveredEvent(row), output.style),
    line('told by', toldBy(row)),
    ...copies.map(copy => line('again by', againBy(row, copy))),
    line('verdict', verdictText(row.verdict)),
    ...(judges.length > 0 ? [line('judged by', judges.join(', '))] : []),
    ...notes.map(({ plugin, text }) => line('noted', `${plugin}: ${text}`)),
    ...effects.flatMap(effect => effectLines(effect, output)),
    ...(silent.length > 0
      ? [line('heard by', `${silent.join(', ')}, without a note or an answer`)]
      : []),
  ]
}

function effectLines({ row, effects }: Effect, output: Output, depth = 0): readonly string[] {
  const label = output.style('dim', 'led to'.padEnd(LABEL_WIDTH))
  const held = row.verdict.kept ? '' : ` (${verdictText(row.verdict)})`
  return [
    `  ${'  '.repeat(depth)}${label}${eventLine(row.event, output.style)}${printable(held)}`,
    ...effects.flatMap(effect => effectLines(effect, output, depth + 1)),
  ]
}

function toldBy({ event }: JournalRow): string {
  const late = event.received.getTime() - event.time.getTime()
  const marks = [event.test && 'made up', event.recovered && 'told afterwards'].filter(Boolean)
  return [
    `${event.source} at ${event.received.toISOString()}`,
    ...(late === 0 ? [] : [`${late} ms after its own time`]),
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
