import { z } from 'zod'
import { brief } from '../brief.ts'
import type { Declarations } from './declaration.ts'
import { maybeText, maybeWhole, text } from './fields.ts'

/** Events about the runtime itself. */
export interface RuntimeEvents {
  'source.connected': { readonly source: string }
  'source.stale': { readonly source: string; readonly quietMs: number }
  'source.disconnected': { readonly source: string; readonly reason: string }
  'plugin.failed': { readonly plugin: string; readonly reason: string }
  'config.reloaded': {
    readonly kept: readonly string[]
    readonly restarted: readonly string[]
    readonly added: readonly string[]
    readonly removed: readonly string[]
  }
  /** Somebody ran an operation that sends or does something, for example from a terminal. */
  'operation.requested': {
    readonly operation: string
    /** Who ran it: `terminal`, or the name a program gave. */
    readonly by: string
    readonly kind: 'person' | 'program' | 'agent'
    readonly input: Readonly<Record<string, unknown>>
    /** In chat: how many lines it is; 0 if only a simulator gets it. Absent: one, or not in chat. */
    readonly lines?: number
  }
  /** An agent used a tool. */
  'agent.called': {
    /** Name and version of the program, as it introduced itself. */
    readonly agent: string
    readonly tool: string
    /** False if it was refused. */
    readonly ok: boolean
    readonly ms: number
  }
  /** An agent wants something done that needs approval. */
  'agent.requested': {
    /** What `approve` and `drop` take. */
    readonly approval: string
    readonly agent: string
    readonly tool: string
    readonly operation: string
    /** The operation's input. */
    readonly input: Readonly<Record<string, unknown>>
    /** Where it would go: `twitch, channel ann`, `through obs`. */
    readonly where?: string
    /** What would be said, or done. */
    readonly text: string
    /** Why, in the agent's words. */
    readonly reason?: string
    /** When it expires, ISO 8601. */
    readonly until: string
    /** In chat: how many lines it is; 0 if only a simulator gets it. Absent: one, or not in chat. */
    readonly lines?: number
  }
  /** What became of it. */
  'agent.decided': {
    readonly approval: string
    readonly decision: 'approved' | 'dropped' | 'expired'
    /** Who decided; absent if it expired. */
    readonly by?: string
    /** What was approved instead. */
    readonly text?: string
  }
  /** What was approved was not done. */
  'agent.failed': { readonly approval: string; readonly why: string }
  /** What became of what a plugin asked the streamer for. */
  'approval.decided': {
    readonly plugin: string
    /** In one word: `title`. */
    readonly what: string
    readonly decision: 'approved' | 'dropped' | 'expired'
  }
}

const ids = z.array(text).readonly()

export const runtimeEvents = {
  'source.connected': {
    schema: z.strictObject({ source: text }),
    example: { source: 'twitch' },
    line: ({ source }) => source,
  },
  'source.stale': {
    schema: z.strictObject({ source: text, quietMs: z.number() }),
    example: { source: 'twitch', quietMs: 120_000 },
    line: ({ source }) => source,
  },
  'source.disconnected': {
    schema: z.strictObject({ source: text, reason: text }),
    example: { source: 'twitch', reason: 'the server closed' },
    line: ({ source }) => source,
  },
  'plugin.failed': {
    schema: z.strictObject({ plugin: text, reason: text }),
    example: { plugin: 'greeter', reason: 'it threw' },
    line: ({ plugin, reason }) => `${plugin}: ${reason}`,
  },
  'config.reloaded': {
    schema: z.strictObject({ kept: ids, restarted: ids, added: ids, removed: ids }),
    example: { kept: ['twitch'], restarted: ['greeter'], added: [], removed: [] },
  },
  'operation.requested': {
    schema: z.strictObject({
      operation: text,
      by: text,
      kind: z.enum(['person', 'program', 'agent']),
      input: z.record(z.string(), z.unknown()).readonly(),
      lines: maybeWhole,
    }),
    example: {
      operation: 'scene',
      by: 'terminal',
      kind: 'person',
      input: { name: 'Be right back' },
    },
    line: ({ operation, by, input }) => `${by} asked for ${operation}: ${brief(input)}`,
  },
  'agent.called': {
    schema: z.strictObject({ agent: text, tool: text, ok: z.boolean(), ms: z.number() }),
    example: { agent: 'claude-ai 0.1.0', tool: 'chat_recent', ok: true, ms: 4 },
    line: ({ agent, tool, ok }) => `${agent} used ${tool}${ok ? '' : ': refused'}`,
  },
  'agent.requested': {
    schema: z.strictObject({
      ...{ approval: text, agent: text, tool: text, operation: text },
      input: z.record(z.string(), z.unknown()).readonly(),
      ...{ where: maybeText, text, reason: maybeText, until: text, lines: maybeWhole },
    }),
    example: {
      ...{ approval: 'alfa', agent: 'claude-ai 0.1.0', tool: 'chat_say', operation: 'say' },
      ...{ where: 'twitch, channel ann', input: { text: 'Back in five' }, text: 'Back in five' },
      ...{ reason: 'you asked for it' },
      until: '2026-11-23T19:19:00.000Z',
    },
    line: ({ agent, operation, text }) => `${agent} asks for ${operation}: ${text}`,
  },
  'agent.decided': {
    schema: z.strictObject({
      approval: text,
      decision: z.enum(['approved', 'dropped', 'expired']),
      ...{ by: maybeText, text: maybeText },
    }),
    example: { approval: 'alfa', decision: 'approved', by: 'terminal' },
    line: ({ approval, decision, by }) => `${approval} ${decision}${by ? ` by ${by}` : ''}`,
  },
  'agent.failed': {
    schema: z.strictObject({ approval: text, why: text }),
    example: { approval: 'alfa', why: 'cannot say it: mcp is muted' },
    line: ({ approval, why }) => `${approval} not done: ${why}`,
  },
  'approval.decided': {
    schema: z.strictObject({
      ...{ plugin: text, what: text },
      decision: z.enum(['approved', 'dropped', 'expired']),
    }),
    example: { plugin: 'title-generator', what: 'title', decision: 'approved' },
    line: ({ plugin, what, decision }) => `${what} of ${plugin} ${decision}`,
  },
} satisfies Declarations<RuntimeEvents>
