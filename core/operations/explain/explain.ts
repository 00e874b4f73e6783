import { z } from 'zod'
import type { Event } from '../../events/event.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal } from '../../journal/port.ts'
import { text } from '../fields.ts'
import { unjudgedEvents } from '../history/unjudged-events.ts'
import { type Given, operation, type Told } from '../operation.ts'
import { explained } from './explained.ts'
import { explanationOf } from './explanation.ts'
import { nearestIds, thoseWith } from './meant-ids.ts'

// As many as a glance takes in.
const RECENT = 20
const MAX_NEAREST = 3

export const explain = operation({
  description:
    'show what happened to an event: its source, the filter verdicts, who reacted and how',
  input: z.strictObject({
    id: text
      .describe(
        'an event id as search or export prints it, or at least eight characters of it, preferably the last; without one, the latest events are listed',
      )
      .optional(),
  }),
  output: explained,
  kind: 'read',
  needs: 'journal',
  run: ({ id }, given) => (id === undefined ? recent(given) : explainOne(id, given)),
})

type Found = Told<z.input<typeof explained>>

async function recent({ journal }: Given['journal']): Promise<Found> {
  return { code: 'recent', events: await judgedOf(journal, await journal.newestIds(RECENT)) }
}

async function explainOne(id: string, given: Given['journal']): Promise<Found> {
  const { journal } = given
  const named = await explanationOf(id, given)
  if (named !== undefined) return named
  const held = await heldWith(id, journal)
  if (held !== undefined) return { code: 'held', id: held.id, event: { ...held } }
  const nearest = await nearestIds(journal, id)
  const [meant, ...others] = thoseWith(id, nearest)
  if (meant !== undefined && others.length > 0)
    return { code: 'alike', events: await judgedOf(journal, [meant, ...others]) }
  const explanation = meant === undefined ? undefined : await explanationOf(meant, given)
  return explanation ?? { code: 'unknown', id, nearest: nearest.slice(0, MAX_NEAREST) }
}

async function heldWith(id: string, journal: Journal): Promise<Event | undefined> {
  const held = await unjudgedEvents(journal)
  return held.find(one => one.id === id) ?? held.find(one => thoseWith(id, [one.id]).length > 0)
}

// Dropped ones too, each with its id, so that one can be chosen.
async function judgedOf(journal: Journal, ids: readonly string[]) {
  const rows = await Promise.all(ids.map(async id => (await journal.find(id))?.row))
  return rows.flatMap((row, at) => {
    const id = ids[at]
    if (row === undefined || id === undefined) return []
    return { id, event: { ...deliveredEvent(row) }, verdict: row.verdict }
  })
}
