import { brief } from '../../events/brief.ts'
import { declarationOf } from '../../events/core-events.ts'
import type { Event } from '../../events/event.ts'

/** An event in a few words, for the terminal; empty where its type says it all. */
export function describeEvent({ type, data, channel, test }: Event): string {
  const declared = declarationOf(type)
  if (declared === undefined) return brief(data)
  return declared.line === undefined ? (channel ?? '') : declared.line(data, test === true)
}
