import { declarationOf } from './core-events.ts'
import type { Event, NewEvent } from './event.ts'

/**
 * What two sources that share no id tell alike of one happening: type, channel, user and amount.
 * Undefined for types that have no such fields (`platform.event`, `obs.*`) and those that always carry a shared id.
 */
export function twinKey(event: Event | NewEvent): string | undefined {
  const fields = declarationOf(event.type)?.twin?.(event.data)
  if (fields === undefined) return undefined
  // A made-up happening is never the twin of a real one.
  const kind = event.test ? 'test' : 'real'
  // Every event comes along here, and joining lists costs twice as much.
  let key = `${event.type}\u0000${kind}\u0000${event.platform ?? ''}\u0000${event.channel ?? ''}`
  for (const name in fields) key += `\u0000${fields[name] ?? ''}`
  return key
}
