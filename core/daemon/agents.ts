import { event } from '../events/event.ts'
import { agentDesk } from '../mcp/desk.ts'
import { type Ask, Refused } from '../mcp/tool.ts'
import type { AgentDesk } from '../operations/agents/desk.ts'
import type { CallerOperations, InstanceOperations } from '../operations/instance-operations.ts'
import type { Caller } from '../operations/operation.ts'
import type { Runtime } from '../runtime/runtime.ts'

// What agents do is muted and budgeted as that of one plugin: `promethean mute mcp`.
const AGENTS: Caller = { kind: 'agent', name: 'mcp' }

/** Serves agents from a running instance; each call is an event. */
export function agentsOf(runtime: Runtime, operations: () => InstanceOperations): AgentDesk {
  return agentDesk({
    asking: signal => asking(operations().as(AGENTS), signal),
    onCalled: called => void runtime.bus.announce(event('agent.called', called)),
  })
}

function asking(operations: CallerOperations, signal: AbortSignal): Ask {
  // The operation of this very name gave it.
  return (async (name, input) => {
    const answer = await operations.perform(name, input, { signal })
    if (answer.done) return answer.value
    throw new Refused(answer.refusal)
  }) as Ask
}
