import type { Event } from '../../events/event.ts'
import type { Journal } from '../../journal/port.ts'

/** Events received before filters could judge them: from a start that was interrupted or is not finished. */
export async function unjudgedEvents(journal: Journal): Promise<readonly Event[]> {
  return (await journal.held()).map(({ event }) => event)
}

/** `3 events arrived before every plugin had started; the next start filters them`; undefined if none were. */
export function describeUnjudged(count: number): string | undefined {
  if (count === 0) return undefined
  const [events, them] = count === 1 ? ['1 event', 'it'] : [`${count} events`, 'them']
  return `${events} arrived before every plugin had started; the next start filters ${them}`
}
