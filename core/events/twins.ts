import { declarationOf } from './core-events.ts'
import type { Event, NewEvent } from './event.ts'

/**
 * The fields that show that two sources without a shared id reported the same event: type, channel, user and amount.
 * Undefined for types without such fields (`platform.event`, `obs.*`) and those that always have a shared id.
 */
export function twinKey(event: Event | NewEvent): string | undefined {
  const fields = declarationOf(event.type)?.twin?.(event.data)
  if (fields === undefined) return undefined
  // A test event is never the twin of a real one.
  const kind = event.test ? 'test' : 'real'
  // Every event comes along here, and joining lists costs twice as much.
  let key = `${event.type}\u0000${kind}\u0000${event.platform ?? ''}\u0000${event.channel ?? ''}`
  for (const name in fields) key += `\u0000${fields[name] ?? ''}`
  return key
}
