import { runningJournal } from '../../daemon/known-journal.ts'
import type { Project } from '../../daemon/project.ts'
import { agentDesk } from '../../mcp/desk.ts'
import { RefusedCall } from '../../mcp/refused-call.ts'
import type { Ask } from '../../mcp/tool.ts'
import { toolNamed } from '../../mcp/tools.ts'
import type { AgentDesk, ToolAnswer, ToolInfo } from '../../operations/agents/desk.ts'
import type { OperationName } from '../../operations/all.ts'
import { refusalOf } from '../../operations/answer.ts'
import { offeredRefusalOf } from '../../operations/offered-refusal.ts'
import {
  askInstance,
  carryOut,
  NoInstance,
  noInstance,
  OutcomeUnknown,
  type Wish,
} from '../ask-instance.ts'

const ABSENT = 'Promethean is not running: this is what it recorded before'

/** Serves agents, wherever their answers come from. */
interface DeskHere extends Pick<AgentDesk, 'call' | 'answer'> {
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
    const found = (await runningJournal(project.file)) ?? journalFile
    // Asked again and again while none runs: the config is read once.
    journalFile = found ?? (await project.journalFile().catch(() => undefined))
    return askKnown(wish)
  }
  return {
    tools: async () => {
      // One that does not answer offers nothing.
      const offered = running({ name: 'agentTools', input: {} }).catch(() => undefined)
      return (await offered) ?? alone.tools()
    },
    call: async (call, signal) => {
      const { agent, tool, isListing } = call
      const isRead = toolNamed(tool)?.onlyReads === true
      const { name, connection } = agent
      const asked = { agent: name, tool, input: call.input, ...(isListing && { isListing }) }
      const input = { ...asked, ...(connection !== undefined && { connection }) }
      const answer = await running({ name: 'agentCall', input, isRead, signal }).catch(lost)
      if (answer !== undefined) return answer
      const told = await alone.call(call, signal)
      return told.done ? { done: true, value: { ...told.value, note: ABSENT } } : told
    },
    answer: async ({ agent, ...rest }, signal) => {
      const input = { agent: agent.name, ...rest }
      const isRead = rest.decision === undefined
      const answer = await running({ name: 'agentAnswer', input, isRead, signal }).catch(lost)
      return answer ?? { done: false, refusal: refusalOf(noInstance(project.name)) }
    },
  }
}

// In the words of the tools that an agent has.
function lost(failure: unknown): ToolAnswer {
  const refusal = refusalOf(failure)
  if (!(failure instanceof OutcomeUnknown)) return { done: false, refusal }
  const advice = `before you try again, ask explain with id ${failure.request}, or events, whether it was done`
  return { done: false, refusal: { ...refusal, advice } }
}

function asking(project: Project): Ask {
  // The operation of this very name gave it.
  return (async (name, input) => {
    try {
      return (await carryOut(project, { name, input, isOffered: true })).value
    } catch (failure) {
      throw new RefusedCall(offeredRefusalOf(failure), { isAbsent: failure instanceof NoInstance })
    }
  }) as Ask
}
