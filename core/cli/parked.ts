import { z } from 'zod'
import { PrometheanError } from '../errors.ts'
import type { ParkedEvent } from '../journal/port.ts'
import { openSqliteJournal } from '../journal/sqlite/journal.ts'
import { createOutput, type Output, printable } from './output.ts'
import { askOrFail, withProject } from './running.ts'

export interface ParkedSettings {
  readonly config?: string
  readonly json: boolean
  readonly consumer: string | undefined
  readonly retry?: boolean
  readonly drop?: boolean
}

const retriedSchema = z.object({ taken: z.number(), left: z.number() })

/** `promethean parked`: lists what consumers could not take, tries it again, or gives it up. */
export async function parked(settings: ParkedSettings): Promise<number> {
  const output = createOutput(settings.json)
  if (settings.retry && settings.drop) {
    throw new PrometheanError(
      'runtime',
      'parked events can be tried again or given up, not both: write --retry or --drop',
    )
  }
  return withProject(settings.config, async (_project, journalFile) => {
    if (settings.retry) return retry(output, journalFile, settings.consumer)
    return settings.drop
      ? drop(output, journalFile, settings.consumer)
      : list(output, journalFile, settings.consumer)
  })
}

async function retry(
  output: Output,
  journalFile: string,
  consumer: string | undefined,
): Promise<number> {
  const { taken, left } = retriedSchema.parse(
    await askOrFail(journalFile, 'parked/retry', { consumer }),
  )
  output.json({ code: 'retried', taken, left })
  output.line(`${taken} taken, ${left} still parked`)
  return left === 0 ? 0 : 1
}

async function drop(
  output: Output,
  journalFile: string,
  consumer: string | undefined,
): Promise<number> {
  const journal = await openSqliteJournal(journalFile)
  try {
    const found = await journal.parked(consumer)
    for (const { consumer: name, position } of found) await journal.unpark(name, [position])
    output.json({ code: 'given_up', events: found.length })
    output.line(`${found.length} events given up; the journal still holds them`)
    return 0
  } finally {
    await journal.close()
  }
}

async function list(
  output: Output,
  journalFile: string,
  consumer: string | undefined,
): Promise<number> {
  const journal = await openSqliteJournal(journalFile, { readOnly: true })
  try {
    const found = await journal.parked(consumer)
    for (const one of found) show(output, one)
    if (found.length === 0) output.line('nothing is parked')
    return 0
  } finally {
    await journal.close()
  }
}

function show(output: Output, { consumer, eventId, type, error, at }: ParkedEvent): void {
  output.json({ code: 'parked', consumer, eventId, type, error, at })
  output.line(`${consumer}  ${at.toLocaleString()}  ${printable(eventId)}\n    ${printable(error)}`)
}
