import { hash } from 'node:crypto'

/** The ids of a passage's events, as they are stored. */
export function parseIds(stored: unknown): readonly string[] {
  return JSON.parse(String(stored))
}

/** By which an event's passages are found; two events may share one, so the passages' ids decide. */
export function keyOf(id: string): number {
  return hash('sha1', id, 'buffer').readUIntBE(0, 6)
}
