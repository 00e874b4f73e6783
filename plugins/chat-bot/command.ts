import type { ChatMessage } from 'promethean'

/** A line of chat read as a command. */
export interface Command {
  /** `!word`, as commands are looked up. */
  readonly word: string
  readonly args: readonly string[]
  /** All behind the word, as written. */
  readonly rest: string
}

// Chat clients append them to say the same line twice; they show nothing.
const PADDING = /[\u200B\u2060\uFEFF\u{E0000}-\u{E007F}]/gu
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu

/** How commands are compared: case, full-width letters and invisible characters do not count. */
export function folded(word: string): string {
  return word.normalize('NFKC').replace(INVISIBLE, '').toLowerCase()
}

/** Reads the first word as a command; undefined where it is none. */
export function readCommand({
  text,
  reply,
}: Pick<ChatMessage, 'text' | 'reply'>): Command | undefined {
  // Most lines end here. U+FF01 is the exclamation mark of a Japanese keyboard.
  if (!/[!\uFF01]/.test(text)) return undefined
  const line = plainLine(text)
  // Twitch writes whom a line answers in front of it.
  const said = reply ? line.replace(/^@\S+\s+/, '') : line
  const [first = ''] = said.split(/\s/, 1)
  const word = folded(first)
  if (!/^![^\s]/.test(word)) return undefined
  const rest = said.slice(first.length).trim()
  return { word, args: wordsOf(rest), rest }
}

/** A line without what chat clients pad it with. */
export function plainLine(text: string): string {
  return text.replace(PADDING, '').trim()
}

/** The words of a text. */
export function wordsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/\s+/)
}
