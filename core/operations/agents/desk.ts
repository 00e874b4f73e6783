import type { Sentence } from '../../errors.ts'

/** A program with a model in it, as it introduced itself. */
export interface Agent {
  /** `claude-ai 0.1.0`. */
  readonly name: string
  /** What it cannot choose: its process, or the token that it has. Absent: it is known by its name. */
  readonly connection?: string | undefined
}

/** JSON Schema of an object. */
export interface ObjectSchema {
  readonly type: 'object'
  readonly [more: string]: unknown
}

/** A tool as an agent sees it; all of it is JSON. */
export interface ToolInfo {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: ObjectSchema
  /** Of the top-level fields of its answer. */
  /** Absent if its answer has a status and what the operation tells. */
  readonly outputSchema?: ObjectSchema
  readonly annotations: {
    readonly readOnlyHint: boolean
    /** Absent if it only reads. */
    readonly destructiveHint?: boolean
  }
}

/** One use of a tool. */
export interface ToolCall {
  readonly agent: Agent
  readonly tool: string
  readonly input: unknown
  /** It fills a list that a client shows, and is no event. */
  readonly isListing?: boolean
  /** Unique to it: its event and that of what it does have it in their ids. */
  readonly id?: string | undefined
}

/** What the person at an agent's program may decide. */
export interface ClientQuestion {
  /** The id of what waits. */
  readonly approval: string
  /** Nothing in it was written by viewers. */
  readonly text: string
}

/** What that person decided. */
export interface ClientAnswer {
  readonly agent: Agent
  readonly approval: string
  /** Absent: nothing; the streamer decides. */
  readonly decision?: 'approved' | 'dropped' | undefined
  /** How long somebody's decision and what comes of it are waited for, in seconds; default 0. */
  readonly wait?: number | undefined
}

/** As long as an act may take, in seconds: core/runtime/acting.ts. */
export const DONE_S = 20

/** The answer of a tool, or why it was refused. */
export type ToolAnswer =
  | {
      readonly done: true
      readonly value: Readonly<Record<string, unknown>>
      readonly question?: ClientQuestion
    }
  | { readonly done: false; readonly refusal: Sentence & { readonly code: string } }

/** Where agents are served: what they may use, and the answers. */
export interface AgentDesk {
  tools(): readonly ToolInfo[]
  call(call: ToolCall, signal: AbortSignal): Promise<ToolAnswer>
  /** Takes the answer to a question, and tells what became of what waited. */
  answer(answer: ClientAnswer, signal: AbortSignal): Promise<ToolAnswer>
}
