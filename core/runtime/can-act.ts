import type { CheckedUse } from '../config/check/uses.ts'
import { type Need, type Port, readNeed } from '../plugin/port.ts'
import { ChatOutput } from '../plugin/ports/chat.ts'

/** Whether a plugin has a way to change something outside: through a port it needs, or as the one that does it for others. */
export function canAct({ needs, provides }: Pick<CheckedUse, 'needs' | 'provides'>): boolean {
  const needed = Object.values<Need>(needs).map(need => readNeed(need).port)
  return [...needed, ...provides].some(leadsOutside)
}

// What is said in chat goes through core's own port to the senders.
function leadsOutside({ name, effects }: Port<unknown>): boolean {
  return effects.length > 0 || name === ChatOutput.name
}
