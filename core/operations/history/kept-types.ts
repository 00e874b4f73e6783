import { PrometheanError } from '../../errors.ts'
import { EVENT_TYPES } from '../../events/core-events.ts'
import type { EventType } from '../../events/vocabulary.ts'
import type { Journal } from '../../journal/port.ts'
import { nearest } from '../../text/nearest.ts'

/**
 * Types as a journal knows them: core's, and plugins' types with at least one event in it, even if no config has these plugins now.
 * @throws PrometheanError for the first that is neither, with the nearest name
 */
export async function keptTypes(
  journal: Journal,
  types: readonly string[],
): Promise<readonly EventType[]> {
  // Of a plugin of whatever config wrote this journal: no type of this program's own.
  const asked = types as readonly EventType[]
  const unknown = await neverKept(journal, asked)
  if (unknown !== undefined) throw unknownType(unknown)
  return asked
}

/** The first type that is neither core's nor of an event in this journal. */
export async function neverKept(
  journal: Journal,
  types: readonly EventType[],
): Promise<EventType | undefined> {
  for (const type of types) {
    if (EVENT_TYPES.some(own => own === type)) continue
    if ((await journal.read({ types: [type], limit: 1 })).length === 0) return type
  }
  return undefined
}

function unknownType(type: string): PrometheanError {
  const meant = nearest(type, EVENT_TYPES)
  const what = `no event of type ${type} was ever kept`
  const advice =
    meant === undefined ? 'promethean schema lists all types' : `did you mean ${meant}?`
  return new PrometheanError('runtime', { what, advice }, { fault: 'unknown' })
}
