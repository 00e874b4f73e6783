import type { ChatLine } from '../chat/chat-line.ts'
import { texts } from '../texts.ts'

/** What can be done about a line. */
export type LineAct = 'answer' | 'remove' | 'timeout'

const OPERATIONS = { answer: 'say', remove: 'delete', timeout: 'timeout' } as const

/**
 * Why an act is not offered for a line, as a sentence.
 * @param may operations that this page may use
 * @returns undefined if it is offered
 */
export function whyNot(
  act: LineAct,
  line: ChatLine,
  may: readonly string[] | undefined,
): string | undefined {
  const words = texts.acts
  if (may !== undefined && !may.includes(OPERATIONS[act])) return words.notAllowed
  if (line.sentBy !== undefined) return words.isSent
  if (act === 'answer') return undefined
  // A timeout is by name alone: it would meet a real viewer of that name.
  if (line.isTest) return words.isTest
  if (act === 'remove') return line.struck?.why === 'deleted' ? words.isDeleted : undefined
  if (line.platform !== 'twitch') return words.isElsewhere
  if (line.isSelf || line.person.roles.includes('broadcaster')) return words.isOwn
  return line.person.name === undefined ? words.isNameless : undefined
}
