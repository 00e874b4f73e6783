import type { Event } from './event.ts'

/** The runtime's own name as a source. */
export const RUNTIME = 'promethean'

/** Whether the runtime itself had this to say, which is not judged. What was fired by hand it passed on. */
export function isToldByRuntime({ source, test, cause }: Event): boolean {
  return source === RUNTIME && (test !== true || cause !== undefined)
}
