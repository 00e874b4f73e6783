import { definePort, ownPort } from '../port.ts'

/** What a config may allow agents to do: names of operations. */
export const AGENT_ACTS = [
  ...(['say', 'title', 'action', 'note'] as const),
  ...(['scene', 'showSource', 'setText', 'startStream', 'stopStream'] as const),
  ...(['delete', 'timeout', 'untimeout', 'shoutout'] as const),
] as const

export type AgentAct = (typeof AGENT_ACTS)[number]

/** What agents may do, and how much of it. */
export interface AgentLimits {
  readonly act: readonly AgentAct[]
  /** Whether each act waits until the streamer approves it; `client`: or the person at the agent's program. */
  readonly approve: boolean | 'client'
  readonly budget: {
    /** Acts of one agent within a minute; of all together, twice as many. */
    readonly perMinute: number
    /** Acts of one agent within a stream, or within a day outside of streams; of all together, twice as many. */
    readonly perSession: number
  }
  /** How long an act waits for approval, as a duration. */
  readonly within: string
}

/** What the config lets agents do. Without a provider they only read. */
export type AgentRules = object
export const AgentRules = definePort<AgentRules, AgentLimits>('AgentRules', {
  outside: true,
  about: { act: true, approve: true, budget: true, within: true },
})

/** Serves programs with a language model over HTTP, for a plugin that serves pages. Provided by core; a replay has none. */
export interface AgentDoor {
  /**
   * Answers a request of MCP's Streamable HTTP. Whoever lets it in has checked its token.
   * @param holder the name of its token
   * @throws PrometheanError if the library that speaks MCP is not installed
   */
  respond(request: Request, holder: string): Promise<Response>
}
export const AgentDoor = ownPort<AgentDoor>('AgentDoor', { outside: true })
