import type { AgentAct } from '../plugin/ports/agents.ts'

// What an act is called while it waits.
const NOUNS: Readonly<Record<AgentAct, string>> = { say: 'message' }

// Of these the streamer approves the very words, or others.
const WORDED: readonly string[] = ['say'] satisfies readonly AgentAct[]

/** What an act is called while it waits: `message`. */
export function nounOf(operation: string): string {
  return new Map<string, string>(Object.entries(NOUNS)).get(operation) ?? operation
}

/** Whether the streamer may approve it with another text. */
export function isWorded(operation: string): boolean {
  return WORDED.includes(operation)
}

/** The words of an act: what is said, else what is done. */
export function textOf(operation: string, input: object, what: string): string {
  return isWorded(operation) ? String(Reflect.get(input, 'text')) : what
}

/** What would be done, in words, from what an operation foretells. */
export function foretoldWords(foretold: unknown): string {
  const { what, platform, channel }: Readonly<Record<string, unknown>> = Object(foretold)
  return typeof what === 'string' ? what : `say it on ${platform} in ${channel}`
}
