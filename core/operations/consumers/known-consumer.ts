import { PrometheanError } from '../../errors.ts'
import type { Journal, Position } from '../../journal/port.ts'
import { nearest } from '../../text/nearest.ts'

/** @throws PrometheanError if the journal has no consumer of this name */
export async function knownConsumer(journal: Journal, name: string | undefined): Promise<void> {
  if (name === undefined) return
  const names = (await journal.cursors()).map(cursor => cursor.name)
  if (names.includes(name)) return
  const meant = nearest(name, names)
  const known = names.length === 0 ? 'it has no consumers yet' : `it has ${names.join(', ')}`
  const what = `the journal has no consumer ${name}`
  const why = meant === undefined ? known : `did you mean ${meant}?`
  throw new PrometheanError('runtime', { what, why }, { fault: 'unknown' })
}

/**
 * The position at which a consumer starts again.
 * @param since absent: as far back as the journal reaches
 * @throws PrometheanError if there is no such consumer
 */
export async function rewindPosition(
  journal: Journal,
  consumer: string,
  since: Date | undefined,
): Promise<Position> {
  await knownConsumer(journal, consumer)
  return since === undefined ? 0 : journal.positionAt(since)
}

/** Parked events are given up: they are no longer parked, and are not delivered. */
export async function dropParked(
  journal: Journal,
  consumer: string | undefined,
): Promise<{ events: number }> {
  await knownConsumer(journal, consumer)
  const found = await journal.parked(consumer)
  for (const { consumer: name, position } of found) await journal.unpark(name, [position])
  return { events: found.length }
}
