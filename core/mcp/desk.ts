import type { AgentDesk, ToolAnswer, ToolInfo } from '../operations/agents/desk.ts'
import { refusalOf } from '../operations/answer.ts'
import { checkedInput } from '../operations/checked-input.ts'
import { type Ask, Refused } from './tool.ts'
import { TOOLS } from './tools.ts'

/** What became of one use of a tool. */
export interface Called {
  readonly agent: string
  readonly tool: string
  readonly ok: boolean
  readonly ms: number
}

export interface DeskParts {
  /** The operations, for one call. */
  asking(signal: AbortSignal): Ask
  onCalled?(called: Called): void
}

/** Serves agents: finds the tool, checks what it is called with, and lets it look at the operations. */
export function agentDesk({ asking, onCalled }: DeskParts): AgentDesk {
  return {
    tools: () => Object.entries(TOOLS).map(([name, { info }]): ToolInfo => ({ name, ...info })),
    call: async ({ agent, tool, input }, signal) => {
      const begun = performance.now()
      const answer = await answerOf(tool, input, asking(signal))
      const ms = Math.round(performance.now() - begun)
      onCalled?.({ agent: agent.name, tool, ok: answer.done, ms })
      return answer
    },
  }
}

async function answerOf(name: string, input: unknown, ask: Ask): Promise<ToolAnswer> {
  const tool = new Map(Object.entries(TOOLS)).get(name)
  if (tool === undefined) return { done: false, refusal: unknownTool(name) }
  try {
    return { done: true, value: await tool.view(checkedInput(tool.input, input), ask) }
  } catch (failure) {
    const refusal = failure instanceof Refused ? failure.refusal : refusalOf(failure)
    return { done: false, refusal }
  }
}

function unknownTool(name: string) {
  const advice = `use one of ${Object.keys(TOOLS).join(', ')}`
  return { code: 'not_found', what: `there is no tool ${name}`, advice }
}
