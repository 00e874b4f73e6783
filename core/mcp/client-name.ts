import { z } from 'zod'
import { agentName } from '../operations/agents/agent-name.ts'

// Where each request of the protocol's 2026 age has it; in the 2025 age a client introduces itself once.
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo'

const introduced = z.object({ name: z.string(), version: z.string().catch('') })

/** What a request tells about the program it comes from. */
export interface Introduction {
  readonly envelope: object | undefined
  /** As it introduced itself at the start. */
  readonly atStart: object | undefined
}

/** Name and version of the program that asks, as it tells them; undefined if it tells none. */
export function clientName({ envelope, atStart }: Introduction): string | undefined {
  const told = introduced.safeParse(Reflect.get(envelope ?? {}, CLIENT_INFO) ?? atStart)
  if (!told.success) return undefined
  return agentName(`${told.data.name} ${told.data.version}`) || undefined
}
