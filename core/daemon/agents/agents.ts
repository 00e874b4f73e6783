import { randomUUID } from 'node:crypto'
import { AgentGate } from '../../agents/gate.ts'
import { event } from '../../events/event.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { agentDesk, type Recorded } from '../../mcp/desk.ts'
import { RefusedCall } from '../../mcp/refused-call.ts'
import type { Ask } from '../../mcp/tool.ts'
import type { AgentDesk } from '../../operations/agents/desk.ts'
import type { CallerOperations, InstanceOperations } from '../../operations/instance-operations.ts'
import type { Caller } from '../../operations/operation.ts'
import type { Runtime } from '../../runtime/runtime.ts'

const AGENTS: Caller = { kind: 'agent', name: 'mcp' }

/** Agents in a running instance. */
export interface Agents {
  readonly desk: AgentDesk
  /** Before a plugin may ask for approval: the ids of what agents asked for lately are nobody else's. */
  reserve(): Promise<void>
  /** Continues where the last run ended: what waited for approval waits again, what was done counts. */
  resume(): Promise<void>
  close(): void
}

/** Serves agents from a running instance; each call is an event. */
export function agentsOf(runtime: Runtime, operations: () => InstanceOperations): Agents {
  const gate = new AgentGate({ runtime, as: caller => operations().as(caller) })
  return {
    desk: agentDesk({
      asking: signal => asking(operations().as(AGENTS), signal),
      acts: gate,
      record: key => recorded(runtime, key),
      redact: answer => runtime.redactor.data(answer, 'none'),
    }),
    reserve: () => gate.reserve(),
    resume: () => gate.resume(),
    close: () => gate.close(),
  }
}

// What a call does names it as its cause, and comes before it: its end is known only then.
function recorded({ bus }: Runtime, key: string = randomUUID()): Recorded {
  return {
    key,
    id: `${RUNTIME}:agent.called:${key}`,
    // The agent has its answer first.
    end: called => void setImmediate(() => bus.announce(event('agent.called', called, { key }))),
  }
}

function asking(operations: CallerOperations, signal: AbortSignal): Ask {
  // The operation of this very name gave it.
  return (async (name, input) => {
    const answer = await operations.perform(name, input, { signal })
    if (answer.done) return answer.value
    throw new RefusedCall(answer.refusal)
  }) as Ask
}
