import type { Project } from '../../daemon/project.ts'
import type { ParkedEvent } from '../../journal/port.ts'
import { knownConsumer } from '../../operations/consumers/known-consumer.ts'
import { askOrFail, changeJournal } from '../ask-instance.ts'
import { openToRead, requireJournal, withProject } from '../journal-access.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'
import { WrongUsage } from '../usage.ts'

export interface ParkedSettings {
  readonly config?: string
  readonly json: boolean
  readonly consumer: string | undefined
  readonly retry?: boolean
  readonly drop?: boolean
}

interface Place {
  readonly journalFile: string
  readonly project: Project
}

/** `promethean parked`: lists what consumers could not take, tries it again, or gives it up. */
export async function parked(settings: ParkedSettings): Promise<number> {
  const output = createOutput(settings.json)
  const { consumer, retry, drop } = settings
  if (retry && drop) {
    throw new WrongUsage(
      'parked events can be retried or given up, not both: write --retry or --drop',
    )
  }
  return withProject(settings.config, async (journalFile, project) => {
    const place = { journalFile, project }
    if (retry) return tryAgain(output, place, consumer)
    return drop ? giveUp(output, place, consumer) : list(output, journalFile, consumer)
  })
}

async function tryAgain(
  output: Output,
  { journalFile }: Place,
  consumer: string | undefined,
): Promise<number> {
  const { taken, left } = await askOrFail(journalFile, 'retryParked', { consumer })
  output.json({ code: 'retried', taken, left })
  output.line(`${taken} delivered, ${left} still parked`)
  return left === 0 ? 0 : 1
}

async function giveUp(output: Output, place: Place, consumer: string | undefined): Promise<number> {
  requireJournal(place.journalFile)
  const { events } = (await changeJournal(place, 'dropParked', { consumer })).value
  output.json({ code: 'given_up', events })
  output.line(`${events} events given up; the journal still has them`)
  return 0
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
