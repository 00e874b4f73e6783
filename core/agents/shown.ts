import { declarationOf } from '../events/core-events.ts'
import type { Event } from '../events/event.ts'
import { LONGEST_NOTE } from '../events/types/memory.ts'
import type { AgentWish } from '../operations/agents/acts.ts'
import { messagesOf } from '../outbox/messages.ts'
import type { AgentAct } from '../plugin/ports/agents.ts'
import type { ShownField } from '../ports/approvals/waiting-approval.ts'
import type { Redactor } from '../secrets/redact.ts'
import { dropWords } from '../text/drop-words.ts'
import { holdsLink } from '../text/links.ts'
import { titleProblem } from '../text/title-limits.ts'
import { escapedText, visibleText } from '../text/visible.ts'

// What an act is called while it waits.
const NOUNS: Readonly<Record<AgentAct, string>> = {
  say: 'message',
  title: 'title',
  action: 'run of an action',
  note: 'note',
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
const WORDED: readonly string[] = ['say', 'title', 'note'] satisfies readonly AgentAct[]

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
 * All that would be sent, and where: nothing that an agent gives is approved unseen.
 * @param about the event that it answers, or the message that it concerns
 */
export function shownFields(
  { tool, operation, where, input, reason }: Shown,
  about: Event | undefined,
): readonly ShownField[] {
  const fields = [
    ['tool', tool],
    ['where', where],
    [operation === 'say' ? 'answers' : 'concerns', about && aboutText(about)],
    ...Object.entries(input),
    // Some inputs have a reason of their own, which others see.
    ['why', reason],
  ] as const
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name: escapedText(name), value: escapedText(written(value)) }))
}

type Shown = Pick<
  Event<'agent.requested'>['data'],
  'tool' | 'operation' | 'where' | 'input' | 'reason'
>

// Who wrote it, by the name that viewers see and by the one that nobody else can have.
function aboutText(event: Event): string {
  if (event.type !== 'chat.message') {
    const said = declarationOf(event.type)?.line?.(event.data, event.test === true)
    return said === undefined ? event.type : `${event.type}: ${said}`
  }
  const { user, text } = event.data
  const { name, displayName = name } = user
  const who =
    displayName.toLowerCase() === name.toLowerCase() ? displayName : `${displayName} (${name})`
  return `${who}: ${text}`
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Where an act goes, from what an operation foretells; undefined if that is not told. */
export function whereOf(foretold: unknown): string | undefined {
  const { platform, channel, via }: Readonly<Record<string, unknown>> = Object(foretold)
  if (typeof channel === 'string') return `${platform}, channel ${channel}`
  return typeof via === 'string' ? `through ${via}` : undefined
}

// As whereOf writes it.
function platformIn(where: string | undefined): string | undefined {
  return where?.split(', channel ')[0]
}

/**
 * What the person at an agent's program is asked, with what nobody sees written out. Nobody else wrote any of it: a
 * model may read it too.
 * @param what would be done, in words
 */
export function questionOf(
  { agent, operation, input, reason }: Pick<AgentWish, 'agent' | 'operation' | 'input' | 'reason'>,
  what: string,
): string {
  const isText = isWorded(operation) && Object.keys(input).length === 1
  const exactly = isText ? Reflect.get(input, 'text') : input
  const lines = [
    `May ${agent.name} do this on your stream?`,
    `${what}: ${JSON.stringify(exactly)}`,
    ...(reason === undefined ? [] : [`Its reason: ${JSON.stringify(reason)}`]),
  ]
  return lines.map(escapedText).join('\n')
}

type Secrets = Pick<Redactor, 'holdsSecret' | 'text'>

/**
 * What the streamer wrote instead, as it will be used.
 * @throws Error if that cannot be
 */
export function changedText(
  { operation, where }: Pick<Shown, 'operation' | 'where'>,
  other: string,
  redactor: Secrets,
): string {
  const text = other.trim()
  const problem =
    changedProblem(operation, text, redactor) ?? lengthProblem(platformIn(where), text)
  if (problem !== undefined) throw new Error(problem)
  return text
}

function changedProblem(operation: string, text: string, redactor: Secrets): string | undefined {
  if (visibleText(text) === '') return dropWords('blank')
  if (operation === 'title') return titleProblem(text, [])
  if (operation === 'note' && text.length > LONGEST_NOTE)
    return `it has ${text.length} characters, and only ${LONGEST_NOTE} are allowed`
  if (operation !== 'say') return undefined
  // It is sent in the agent's name, and the outbox would drop it.
  if (redactor.holdsSecret(text) || redactor.text(text) !== text) return dropWords('secret')
  return holdsLink(text) ? 'it holds a link' : undefined
}

function lengthProblem(platform: string | undefined, text: string): string | undefined {
  if (platform === undefined || messagesOf(text, platform, { isGenerated: true })) return undefined
  return dropWords('too_long')
}

/** What would be done, in words, from what an operation foretells. */
export function foretoldWords(foretold: unknown): string {
  const { what, platform, channel }: Readonly<Record<string, unknown>> = Object(foretold)
  return typeof what === 'string' ? what : `say it on ${platform} in ${channel}`
}

/** What would come of it, where that is not simply that it is done. */
export function foretoldEnd(foretold: unknown): Readonly<Record<string, unknown>> {
  const { reason, parts, waitMs }: Readonly<Record<string, unknown>> = Object(foretold)
  return {
    ...(typeof reason === 'string' && { wouldBe: 'dropped', reason, why: dropWords(reason) }),
    ...(parts !== undefined && { messages: parts }),
    ...(waitMs !== undefined && { waitMs }),
  }
}

/** In how many lines it would be said, and whether only a simulator would get it. */
export function foretoldSize(foretold: unknown) {
  const { parts, capturedBy }: Readonly<Record<string, unknown>> = Object(foretold)
  return { lines: typeof parts === 'number' ? parts : 1, isInvented: capturedBy !== undefined }
}
