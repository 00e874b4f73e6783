import type { Event } from './event.ts'

/** The runtime's own name as a source. */
export const RUNTIME = 'promethean'

/** Whether the runtime itself published this event; filters do not judge those. Fired events do not count. */
export function isToldByRuntime({ source, test, cause }: Event): boolean {
  return source === RUNTIME && (test !== true || cause !== undefined)
}
