import { PrometheanError } from '../../errors.ts'
import type { Journal } from '../../journal/port.ts'
import { nearest } from '../../text/nearest.ts'

/** @throws PrometheanError where the journal knows no consumer of this name */
export async function knownConsumer(journal: Journal, name: string | undefined): Promise<void> {
  if (name === undefined) return
  const names = (await journal.cursors()).map(cursor => cursor.name)
  if (names.includes(name)) return
  const meant = nearest(name, names)
  const known =
    names.length === 0
      ? 'there is none yet'
      : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`
  throw new PrometheanError('runtime', {
    what: `the journal knows no consumer ${name}`,
    why: meant === undefined ? known : `did you mean ${meant}?`,
  })
}
