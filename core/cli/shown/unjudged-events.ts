import type { Event } from '../../events/event.ts'
import type { Journal } from '../../journal/port.ts'

/** What was heard before there was anyone to judge it: of a start that was broken off, or is not done yet. */
export async function unjudgedEvents(journal: Journal): Promise<readonly Event[]> {
  return (await journal.held()).map(({ event }) => event)
}

/** `3 events were heard before all had started and wait for the next start to be judged`; undefined where none were. */
export function describeUnjudged(count: number): string | undefined {
  if (count === 0) return undefined
  const heard = count === 1 ? '1 event was' : `${count} events were`
  const wait = count === 1 ? 'waits' : 'wait'
  return `${heard} heard before all had started and ${wait} for the next start to be judged`
}
