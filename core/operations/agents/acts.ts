import type { AgentAct } from '../../plugin/ports/agents.ts'
import type { Agent, ClientQuestion } from './desk.ts'

/** An operation that an agent wants done. */
export interface AgentWish {
  readonly agent: Agent
  /** The tool that was used. */
  readonly tool: string
  readonly operation: AgentAct
  /** The operation's input. */
  readonly input: Readonly<Record<string, unknown>>
  /** Why, in the agent's words. */
  readonly reason?: string | undefined
  /** Only tell what would be done. */
  readonly dryRun: boolean
  /** The id of the call, as its event has it. */
  readonly cause: string
  /** Unique to the call: the event of the act, or of the request for it, has it in its id. */
  readonly id: string
}

/** What became of it. */
export interface AgentActed {
  /** `waiting` for approval; otherwise as the operation says it. */
  readonly status: string
  readonly [more: string]: unknown
}

/** An answer to a wish. */
export interface Performed {
  readonly acted: AgentActed
  /** What the person at the agent's program may be asked, if the config lets him decide. */
  readonly question?: ClientQuestion
}

/** What agents may do, and the way to it. */
export interface AgentActs {
  /** Names of the operations that the config allows and a plugin can do. */
  allowed(): readonly string[]
  /** @throws PrometheanError if it is not allowed, over the budget or refused */
  perform(wish: AgentWish, signal: AbortSignal): Promise<Performed>
  /** What the person at the agent's program decided. Nothing happens if that is not his to decide, or is decided. */
  decide(agent: Agent, approval: string, decision: 'approved' | 'dropped'): void
}
