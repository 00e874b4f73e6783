import type { Event } from '../events/event.ts'
import type { AgentWish } from '../operations/agents/acts.ts'
import type { AgentAct } from '../plugin/ports/agents.ts'
import { titleProblem } from '../text/title-limits.ts'

// What an act is called while it waits.
const NOUNS: Readonly<Record<AgentAct, string>> = {
  say: 'message',
  title: 'title',
  action: 'run of an action',
  scene: 'scene',
  showSource: 'change of a source',
  setText: 'change of a text',
  startStream: 'start of the stream',
  stopStream: 'stop of the stream',
  delete: 'deletion',
  timeout: 'timeout',
  untimeout: 'pardon',
  shoutout: 'shoutout',
}

// Of these the streamer approves the very words, or others.
const WORDED: readonly string[] = ['say', 'title'] satisfies readonly AgentAct[]

/** What an act is called while it waits: `message`. */
export function nounOf(operation: string): string {
  return new Map<string, string>(Object.entries(NOUNS)).get(operation) ?? operation
}

/** Whether the streamer may approve it with another text. */
export function isWorded(operation: string): boolean {
  return WORDED.includes(operation)
}

/**
 * The words of an act: what is said, else what is done.
 * @param line the message that it concerns
 */
export function textOf(operation: string, input: object, what: string, line?: Event): string {
  if (isWorded(operation)) return String(Reflect.get(input, 'text'))
  if (line?.type !== 'chat.message') return what
  return `${what} of ${line.data.user.displayName}: ${line.data.text}`
}

/**
 * What the person at an agent's program is asked. Nobody else wrote any of it: a model may read it too.
 * @param what would be done, in words
 */
export function questionOf(
  { agent, operation, input, reason }: Pick<AgentWish, 'agent' | 'operation' | 'input' | 'reason'>,
  what: string,
): string {
  const exactly = isWorded(operation) ? Reflect.get(input, 'text') : input
  const because = reason === undefined ? '' : `\nIts reason: ${JSON.stringify(reason)}`
  return `May ${agent.name} do this on your stream?\n${what}: ${JSON.stringify(exactly)}${because}`
}

/**
 * What the streamer wrote instead, as it will be used.
 * @throws Error if that cannot be
 */
export function changedText(operation: string, other: string): string {
  const text = other.trim()
  const problem = operation === 'title' ? titleProblem(text, []) : undefined
  if (text === '') throw new Error('it is empty')
  if (problem !== undefined) throw new Error(problem)
  return text
}

/** What would be done, in words, from what an operation foretells. */
export function foretoldWords(foretold: unknown): string {
  const { what, platform, channel }: Readonly<Record<string, unknown>> = Object(foretold)
  return typeof what === 'string' ? what : `say it on ${platform} in ${channel}`
}
