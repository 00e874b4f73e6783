import type { Event } from '../../events/event.ts'
import type { Journal } from '../../journal/port.ts'
import { openToRead, withProject } from '../journal-access.ts'
import { eventLine, idAtEnd } from '../shown/event-line.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'
import { unjudgedEvents } from '../shown/unjudged-events.ts'
import { explanationOf, holds, nearestIds } from './explanation.ts'
import { explanationJson, explanationLines } from './explanation-shown.ts'
import { sayRecent, sayRow } from './recent.ts'
import type { Sources } from './who-is-concerned.ts'

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
  return withProject(settings.config, async (journalFile, project) => {
    const journal = await openToRead(journalFile)
    try {
      if (settings.id === undefined) await sayRecent(output, journal)
      else return await explainOne(settings.id, { output, journal, journalFile, project })
      return 0
    } finally {
      await journal.close()
    }
  })
}

interface ExplainParts extends Sources {
  readonly output: Output
}

async function explainOne(id: string, { output, ...sources }: ExplainParts): Promise<number> {
  const { journal } = sources
  const named = await explanationOf(sources, id)
  const held = named === undefined ? await heldWith(id, journal) : undefined
  if (held !== undefined) {
    sayHeld(output, held)
    return 0
  }
  const nearest = named === undefined ? await nearestIds(journal, id) : []
  const [meant, ...others] = thoseWith(id, nearest)
  if (meant !== undefined && others.length > 0) {
    await sayAlike(output, journal, [meant, ...others])
    return 1
  }
  const explanation = named ?? (meant === undefined ? meant : await explanationOf(sources, meant))
  if (explanation === undefined) {
    sayUnknown(output, id, nearest.slice(0, MAX_NEAREST))
    return 1
  }
  output.json(explanationJson(explanation))
  for (const line of explanationLines(explanation, output)) output.line(line)
  if (explanation.notKnown !== undefined) output.trouble(printable(explanation.notKnown))
  return 0
}

// A long enough part of an id names an event, where only one has it.
function thoseWith(part: string, ids: readonly string[]): readonly string[] {
  if (part.length < MIN_PART) return []
  return ids.filter(id => holds(id, part))
}

async function heldWith(id: string, journal: Journal): Promise<Event | undefined> {
  const held = await unjudgedEvents(journal)
  return held.find(one => one.id === id) ?? held.find(one => thoseWith(id, [one.id]).length > 0)
}

function sayHeld(output: Output, event: Event): void {
  output.json({ code: 'held', id: event.id, event })
  output.line(`${eventLine(event, output.style)}${idAtEnd(event, output.style)}`)
  output.trouble('it arrived before every plugin had started; the next start filters it')
}

// Ids without a key begin with the time: those of one minute begin alike.
async function sayAlike(output: Output, journal: Journal, ids: readonly string[]): Promise<void> {
  for (const id of ids) await sayRow(output, journal, { id, code: 'alike' })
  output.trouble(
    'several ids contain this; the newest are listed above, use one of them or its last eight characters',
  )
}

function sayUnknown(output: Output, id: string, nearest: readonly string[]): void {
  output.json({ code: 'unknown', id, nearest })
  const hint =
    nearest.length === 0
      ? 'promethean explain without an id lists the latest, and promethean search prints ids'
      : `the closest are ${nearest.join(', ')}`
  output.trouble(printable(`no event has this id; ${hint}`))
}
