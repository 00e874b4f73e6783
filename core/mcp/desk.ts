import type { AgentActs } from '../operations/agents/acts.ts'
import { agentName } from '../operations/agents/agent-name.ts'
import {
  type AgentDesk,
  type ClientQuestion,
  DONE_S,
  type ToolAnswer,
  type ToolCall,
  type ToolInfo,
} from '../operations/agents/desk.ts'
import { checkedInput, requireShallow } from '../operations/checked-input.ts'
import { offeredRefusalOf } from '../operations/offered-refusal.ts'
import { CallRate, tooOften } from './call-rate.ts'
import { RefusedCall, withGiven } from './refused-call.ts'
import type { Act, Ask } from './tool.ts'
import { TOOLS, toolNamed } from './tools.ts'

/** What became of one use of a tool. */
export interface Called {
  readonly agent: string
  readonly tool: string
  readonly ok: boolean
  readonly ms: number
}

/** One use of a tool, as it is recorded. */
export interface Recorded {
  /** What the call does has this as its cause. */
  readonly id: string
  /** Unique to the call. */
  readonly key: string
  end(called: Called): void
}

export interface DeskParts {
  /** The operations, for one call. */
  asking(signal: AbortSignal): Ask
  /** What agents may do; absent: they only read. */
  readonly acts?: AgentActs
  /** @param key unique to the call; by default it gets one */
  record?(key: string | undefined): Recorded
  /** An answer without secrets. */
  redact?<T extends ToolAnswer>(answer: T): T
}

/** Serves agents: finds the tool, checks what it is called with, and lets it look at the operations. */
export function agentDesk({
  asking,
  acts,
  record,
  redact = answer => answer,
}: DeskParts): AgentDesk {
  const rate = new CallRate()
  const offered = () => {
    const allowed = acts?.allowed() ?? []
    return Object.entries(TOOLS).filter(([, tool]) => tool.isOffered(allowed))
  }
  return {
    tools: () => offered().map(([name, { info }]): ToolInfo => ({ name, ...info })),
    call: async (call, signal) => {
      const begun = performance.now()
      const over = rate.count(call.agent)
      // Recorded, it would fill the journal instead.
      if (over !== undefined) return { done: false, refusal: tooOften(over) }
      const recorded = call.isListing ? undefined : record?.(call.id)
      let question: ClientQuestion | undefined
      const act: Act = async wish => {
        if (acts === undefined || recorded === undefined) throw onlyReads(call.tool)
        const { agent, tool } = call
        const asked = { agent, tool, cause: recorded.id, id: recorded.key }
        const done = await acts.perform({ ...wish, ...asked }, signal)
        question = done.question
        return done.acted
      }
      const names = () => offered().map(([name]) => name)
      const answer = await answerOf(call, { ask: asking(signal), act, names })
      const ms = Math.round(performance.now() - begun)
      // What is called may be anything.
      const tool = agentName(call.tool)
      recorded?.end({ agent: call.agent.name, tool, ok: answer.done, ms })
      return redact(answer.done && question !== undefined ? { ...answer, question } : answer)
    },
    answer: async ({ agent, approval, decision, wait = 0 }, signal) => {
      if (decision !== undefined) acts?.decide(agent, approval, decision)
      const input = { approval, wait: decision === undefined ? wait : DONE_S }
      const call = { agent, tool: 'approval_wait', input }
      return redact(await answerOf(call, { ask: asking(signal), act: nothing, names: () => [] }))
    },
  }
}

const nothing: Act = () => {
  throw new Error('unreachable: this tool only reads')
}

interface Reach {
  readonly ask: Ask
  readonly act: Act
  /** The tools to choose from. */
  names(): readonly string[]
}

async function answerOf(
  { tool: name, input }: ToolCall,
  { ask, act, names }: Reach,
): Promise<ToolAnswer> {
  const tool = toolNamed(name)
  if (tool === undefined) return { done: false, refusal: unknownTool(name, names()) }
  try {
    requireShallow(input)
    return { done: true, value: await tool.view(checkedInput(tool.input, input), ask, act) }
  } catch (failure) {
    const refusal = failure instanceof RefusedCall ? failure.refusal : offeredRefusalOf(failure)
    const fields = Object.keys(tool.input.shape)
    return { done: false, refusal: withGiven(refusal, { tool: name, input, fields }) }
  }
}

function unknownTool(name: string, names: readonly string[]) {
  return {
    code: 'not_found',
    what: `there is no tool ${agentName(name)}`,
    advice: `use one of ${names.join(', ')}`,
  }
}

function onlyReads(tool: string): RefusedCall {
  return new RefusedCall({
    code: 'runtime',
    what: `${tool} does something, and no instance is running`,
    advice: 'the streamer starts one with promethean run',
  })
}
