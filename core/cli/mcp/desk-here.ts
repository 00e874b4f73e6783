import type { Project } from '../../daemon/project.ts'
import { agentDesk } from '../../mcp/desk.ts'
import { RefusedCall } from '../../mcp/refused-call.ts'
import type { Ask } from '../../mcp/tool.ts'
import type { AgentDesk, ToolInfo } from '../../operations/agents/desk.ts'
import type { OperationName } from '../../operations/all.ts'
import { refusalOf } from '../../operations/answer.ts'
import { askInstance, carryOut, type Wish } from '../ask-instance.ts'
import { journalOf } from '../journal-access.ts'

const ABSENT = 'Promethean is not running: this is what it recorded before'

/** Serves agents, wherever their answers come from. */
interface DeskHere extends Pick<AgentDesk, 'call'> {
  tools(): Promise<readonly ToolInfo[]>
}

/** Serves agents from the running instance, or from the journal while none runs. */
export function deskHere(project: Project): DeskHere {
  const alone = agentDesk({ asking: () => asking(project) })
  let journalFile: string | undefined
  const askKnown = async <N extends OperationName>(wish: Wish<N>) =>
    journalFile === undefined ? undefined : askInstance(journalFile, wish)
  // The one that answered before is asked first: to look for it again would take longer than its answer.
  const running = async <N extends OperationName>(wish: Wish<N>) => {
    const answer = await askKnown(wish)
    if (answer !== undefined) return answer
    journalFile = await journalOf(project).catch(() => undefined)
    return askKnown(wish)
  }
  return {
    tools: async () => (await running({ name: 'agentTools', input: {} })) ?? alone.tools(),
    call: async (call, signal) => {
      const { agent, ...rest } = call
      const input = { agent: agent.name, ...rest }
      const answer = await running({ name: 'agentCall', input, signal })
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
