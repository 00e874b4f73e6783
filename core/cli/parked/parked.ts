import { z } from 'zod'
import { askRunning } from '../../daemon/control/server.ts'
import { knownConsumer } from '../../daemon/requests/consumers.ts'
import { lockJournal } from '../../journal/lock.ts'
import type { Journal, ParkedEvent } from '../../journal/port.ts'
import { openSqliteJournal } from '../../journal/sqlite/journal.ts'
import { askOrFail, openToRead, requireJournal, withProject } from '../running.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'
import { WrongUsage } from '../usage.ts'

export interface ParkedSettings {
  readonly config?: string
  readonly json: boolean
  readonly consumer: string | undefined
  readonly retry?: boolean
  readonly drop?: boolean
}

const retriedSchema = z.object({ taken: z.number(), left: z.number() })
const droppedSchema = z.object({ events: z.number() })

/** `promethean parked`: lists what consumers could not take, tries it again, or gives it up. */
export async function parked(settings: ParkedSettings): Promise<number> {
  const output = createOutput(settings.json)
  const { consumer, retry, drop } = settings
  if (retry && drop) {
    throw new WrongUsage(
      'parked events can be tried again or given up, not both: write --retry or --drop',
    )
  }
  return withProject(settings.config, async journalFile => {
    if (retry) return tryAgain(output, journalFile, consumer)
    return drop ? giveUp(output, journalFile, consumer) : list(output, journalFile, consumer)
  })
}

async function tryAgain(
  output: Output,
  journalFile: string,
  consumer: string | undefined,
): Promise<number> {
  const answer = await askOrFail(journalFile, 'parked/retry', { consumer })
  const { taken, left } = retriedSchema.parse(answer)
  output.json({ code: 'retried', taken, left })
  output.line(`${taken} taken, ${left} still parked`)
  return left === 0 ? 0 : 1
}

async function giveUp(
  output: Output,
  journalFile: string,
  consumer: string | undefined,
): Promise<number> {
  const answer =
    (await askRunning(journalFile, 'parked/drop', { consumer })) ??
    (await dropStopped(journalFile, consumer))
  const { events } = droppedSchema.parse(answer)
  output.json({ code: 'given_up', events })
  output.line(`${events} events given up; the journal still holds them`)
  return 0
}

/** Parked events are parked no more, and nobody gets them. */
export async function dropParked(
  journal: Journal,
  consumer: string | undefined,
): Promise<{ events: number }> {
  await knownConsumer(journal, consumer)
  const found = await journal.parked(consumer)
  for (const { consumer: name, position } of found) await journal.unpark(name, [position])
  return { events: found.length }
}

async function dropStopped(
  journalFile: string,
  consumer: string | undefined,
): Promise<{ events: number }> {
  requireJournal(journalFile)
  const lock = lockJournal(journalFile)
  try {
    const journal = await openSqliteJournal(journalFile)
    try {
      return await dropParked(journal, consumer)
    } finally {
      await journal.close()
    }
  } finally {
    lock.release()
  }
}

async function list(
  output: Output,
  journalFile: string,
  consumer: string | undefined,
): Promise<number> {
  const journal = await openToRead(journalFile)
  try {
    await knownConsumer(journal, consumer)
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
  output.line(
    `${consumer}  ${at.toLocaleString('sv')}  ${printable(eventId)}\n    ${printable(error)}`,
  )
}
