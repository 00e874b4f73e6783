import { holdsLink, type Secrets, type TitleLimit } from 'promethean'
import { lengthOf, wordsOf } from '../text.ts'
import { areAlike, isCopyOf, quotes } from './similarity.ts'

/** What a title is held against. */
export interface TitleRules {
  /** The limits of its platforms. */
  readonly limit: TitleLimit
  isBanned(text: string): boolean
  readonly secrets: Pick<Secrets, 'isIn'>
  readonly lastTitles: readonly string[]
  /** Lines of chat the model was shown. */
  readonly chat: readonly string[]
  readonly instructions: string
}

// Chats and bots treat these as a command; `...and action` is not one.
const COMMAND = /^[/\\!]|^\.(?=[\p{L}\p{N}])/u

/** What is wrong with a title, as part of a sentence; undefined if nothing is. */
export function titleFault(title: string, rules: TitleRules): string | undefined {
  return danger(title, rules) ?? flaw(title, rules)
}

/** What must never be published, whether written by a model or filled into a template. */
export function danger(
  title: string,
  rules: Omit<TitleRules, 'lastTitles' | 'chat' | 'instructions'>,
): string | undefined {
  const length = lengthOf(title)
  if (wordsOf(title).length === 0) return 'it was empty'
  const { codePoints } = rules.limit
  if (length > codePoints) return `it had ${length} characters, ${codePoints} are allowed`
  if (COMMAND.test(title)) return 'it began like a command'
  if (rules.secrets.isIn(title)) return 'it held a secret'
  if (holdsLink(title)) return 'it held a link'
  return rules.isBanned(title) ? 'it held a banned word' : undefined
}

function flaw(title: string, { lastTitles, chat, instructions }: TitleRules): string | undefined {
  if (quotes(title, instructions)) return 'it repeated the instructions'
  if (chat.some(line => isCopyOf(title, line))) return 'it repeated a line of chat'
  if (lastTitles.some(last => areAlike(title, last))) return 'it was too similar to a recent title'
  return undefined
}
