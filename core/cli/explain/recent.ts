import { deliveredEvent } from '../../journal/history.ts'
import type { Journal } from '../../journal/port.ts'
import { droppedAtEnd, eventLine, idAtEnd } from '../shown/event-line.ts'
import type { Output } from '../shown/output.ts'

// As many as a glance takes in.
const RECENT = 20

/** The last events, dropped ones too, each with its id, so that one can be chosen. */
export async function sayRecent(output: Output, journal: Journal): Promise<void> {
  const ids = await journal.newestIds(RECENT)
  for (const id of ids) await sayRow(output, journal, { id, code: 'recent' })
  output.trouble(
    ids.length === 0
      ? 'there are no events yet'
      : 'pass one of these ids to promethean explain to see what happened to it',
  )
}

/** One event, dropped or not, with its id. */
export async function sayRow(
  output: Output,
  journal: Journal,
  { id, code }: { readonly id: string; readonly code: 'recent' | 'alike' },
): Promise<void> {
  const row = (await journal.find(id))?.row
  if (row === undefined) return
  const { verdict } = row
  const event = deliveredEvent(row)
  output.json({ code, id, event, verdict })
  const dropped = droppedAtEnd(verdict.kept ? undefined : verdict.reason, output.style)
  output.line(`${eventLine(event, output.style)}${dropped}${idAtEnd(event, output.style)}`)
}
