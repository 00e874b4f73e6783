import type { CheckedConfig } from '../../config/check/check.ts'
import type { Finding } from '../../plugin/define.ts'
import { AgentRules } from '../../plugin/ports/agents.ts'
import { mcpLibrary } from '../agents/library.ts'
import { refusalOf } from '../answer.ts'

/** Whether agents can be served, where the config says what they may do. */
export async function examineAgents({
  uses,
}: Pick<CheckedConfig, 'uses'>): Promise<readonly Finding[]> {
  const isMeant = uses.some(({ provides }) => provides.some(({ name }) => name === AgentRules.name))
  if (!isMeant) return []
  try {
    await mcpLibrary()
    return [{ ok: true, what: 'agents can connect: the library that speaks MCP is installed' }]
  } catch (failure) {
    const { what, why, advice } = refusalOf(failure)
    const said = why === undefined ? what : `${what}: ${why}`
    return [{ ok: false, what: said, ...(advice !== undefined && { advice }) }]
  }
}
