import { askRunning } from '../../daemon/control/client.ts'
import { answers } from '../../daemon/control/schemas.ts'
import { dropParked, knownConsumer } from '../../daemon/requests/consumers.ts'
import type { ParkedEvent } from '../../journal/port.ts'
import { askOrFail } from '../ask-instance.ts'
import { changeStopped, openToRead, requireJournal, withProject } from '../journal-access.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'
import { WrongUsage } from '../usage.ts'

export interface ParkedSettings {
  readonly config?: string
  readonly json: boolean
  readonly consumer: string | undefined
  readonly retry?: boolean
  readonly drop?: boolean
}

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
  const { taken, left } = answers.retried.parse(answer)
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
    (await giveUpStopped(journalFile, consumer))
  const { events } = answers.dropped.parse(answer)
  output.json({ code: 'given_up', events })
  output.line(`${events} events given up; the journal still holds them`)
  return 0
}

function giveUpStopped(journalFile: string, consumer: string | undefined): Promise<unknown> {
  requireJournal(journalFile)
  return changeStopped(journalFile, journal => dropParked(journal, consumer))
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
