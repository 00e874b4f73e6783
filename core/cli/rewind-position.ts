import { PrometheanError } from '../errors.ts'
import type { Journal, Position } from '../journal/port.ts'

/**
 * Where a consumer is to start again.
 * @param since ISO time; absent: as far back as the journal reaches
 * @throws PrometheanError where there is no such consumer
 */
export async function rewindPosition(
  journal: Journal,
  consumer: string,
  since: string | undefined,
): Promise<Position> {
  const names = (await journal.cursors()).map(({ name }) => name)
  if (!names.includes(consumer)) {
    const known = names.length === 0 ? 'there is none yet' : `there are ${names.join(', ')}`
    throw new PrometheanError(
      'runtime',
      `cannot rewind ${consumer}: the journal knows no such consumer; ${known}`,
    )
  }
  return since === undefined ? 0 : journal.positionAt(new Date(since))
}
