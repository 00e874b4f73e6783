import { existsSync } from 'node:fs'
import { z } from 'zod'
import { freeBytes } from '../../disk.ts'
import { requireJournal } from '../../journal/repair/refuse.ts'
import type { Repaired } from '../../journal/repair/repair.ts'
import { count, moment, text } from '../fields.ts'
import { operation, type Told } from '../operation.ts'

// If the file itself is missing: SQLite's log, or what an earlier repair left.
const MAY_STAND_IN = ['', '-wal', '.repaired']
const WORDS = { looking: 'checking it', saving: 'copying what can be read' } as const

const span = z.object({
  events: count,
  from: moment.describe('when the first was received, if known').exactOptional(),
  to: moment.describe('the same of the last').exactOptional(),
})

const aside = text.describe('where the damaged journal is')

const output = z.union([
  z.object({
    code: z.literal('sound'),
    events: count.describe('events that can be read'),
    journal: text.describe('its file'),
  }),
  z.object({
    code: z.literal('repaired'),
    why: text.describe('the damage'),
    saved: span,
    lost: span.describe('as far as the remaining data shows'),
    rows: z
      .object({
        copies: count,
        notes: count,
        held: count.describe('events that the next start filters'),
        cursors: count,
        parked: count,
        state: count,
        forgotten: count.describe('ids of events that were deleted with a viewer'),
      })
      .describe('what was kept beside events'),
    unparked: count.describe('parked events that are lost'),
    aside,
  }),
  z
    .object({ code: z.literal('repaired'), aside })
    .describe('an interrupted repair that only had to be finished'),
])

/** What a repair did, as JSON. */
export type RepairTold = z.output<typeof output>

export const repair = operation({
  description: 'move a damaged journal aside and copy what can be read into a new one',
  input: z.strictObject({}),
  output,
  kind: 'act',
  // Not the journal: what is damaged cannot be opened, and its lock says whether it is in use.
  needs: 'project',
  run: async (_, { journalFile, signal, onProgress }) => {
    const journal = await journalFile()
    if (!MAY_STAND_IN.some(side => existsSync(journal + side))) requireJournal(journal)
    const { repairJournal } = await import('../../journal/repair/repair.ts')
    const repaired = await repairJournal(journal, {
      signal,
      onProgress: (doing, share) => onProgress?.(WORDS[doing], share),
      roomIn: freeBytes,
    })
    return told(repaired, journal)
  },
})

function told(repaired: Repaired, journal: string): Told<z.input<typeof output>> {
  if (repaired.did === 'nothing') return { code: 'sound', journal, ...repaired }
  return { code: 'repaired', ...repaired }
}
