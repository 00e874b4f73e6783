import type { Project } from '../../daemon/project.ts'
import { agentDesk } from '../../mcp/desk.ts'
import { RefusedCall } from '../../mcp/refused-call.ts'
import type { Ask } from '../../mcp/tool.ts'
import type { AgentDesk, ToolInfo } from '../../operations/agents/desk.ts'
import { refusalOf } from '../../operations/answer.ts'
import { askInstance, carryOut } from '../ask-instance.ts'
import { journalOf } from '../journal-access.ts'

const ABSENT = 'Promethean is not running: this is what it recorded before'

/** Serves agents, wherever their answers come from. */
interface DeskHere extends Pick<AgentDesk, 'call'> {
  tools(): Promise<readonly ToolInfo[]>
}

/** Serves agents from the running instance, or from the journal while none runs. */
export function deskHere(project: Project): DeskHere {
  const alone = agentDesk({ asking: () => asking(project) })
  return {
    tools: async () => {
      const file = await journalOf(project).catch(() => undefined)
      const running = file && (await askInstance(file, { name: 'agentTools', input: {} }))
      return running || alone.tools()
    },
    call: async (call, signal) => {
      const { agent, ...rest } = call
      const file = await journalOf(project)
      const input = { agent: agent.name, ...rest }
      const answer = await askInstance(file, { name: 'agentCall', input, signal })
      if (answer !== undefined) return answer
      const told = await alone.call(call, signal)
      return told.done ? { done: true, value: { ...told.value, note: ABSENT } } : told
    },
  }
}

function asking(project: Project): Ask {
  // The operation of this very name gave it.
  return (async (name, input) => {
    try {
      return (await carryOut(project, { name, input })).value
    } catch (failure) {
      throw new RefusedCall(refusalOf(failure))
    }
  }) as Ask
}
