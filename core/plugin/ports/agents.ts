import { definePort } from '../port.ts'

/** What a config may allow agents to do: names of operations. */
export const AGENT_ACTS = [
  ...(['say', 'title', 'action'] as const),
  ...(['scene', 'showSource', 'setText', 'startStream', 'stopStream'] as const),
  ...(['delete', 'timeout', 'untimeout', 'shoutout'] as const),
] as const

export type AgentAct = (typeof AGENT_ACTS)[number]

/** What agents may do, and how much of it. */
export interface AgentLimits {
  readonly act: readonly AgentAct[]
  /** Whether each act waits until the streamer approves it. */
  readonly approve: boolean
  readonly budget: {
    /** Acts of one agent within a minute. */
    readonly perMinute: number
    /** Acts of all agents within a stream; without one, since the start. */
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
