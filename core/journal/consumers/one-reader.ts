import type { Journal } from '../port.ts'

const READERS = new WeakMap<Journal, Map<string, Promise<void>>>()

/** Runs a reader of a cursor once the one that was started before it has ended: whatever became of its plugin, there is one at a time. */
export function afterLastReader(
  journal: Journal,
  cursor: string,
  run: () => Promise<void>,
): Promise<void> {
  const readers = READERS.get(journal) ?? new Map<string, Promise<void>>()
  READERS.set(journal, readers)
  const running = (readers.get(cursor) ?? Promise.resolve()).then(run)
  readers.set(cursor, running)
  return running
}
