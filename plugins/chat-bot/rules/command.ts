import { type ChatMessage, normalText, visibleText, wordsOf } from 'promethean'

/** A line of chat read as a command. */
interface Command {
  /** `!word`, as commands are looked up. */
  readonly word: string
  readonly args: readonly string[]
  /** Everything after the word, as written. */
  readonly rest: string
}

/** Reads the first word as a command; undefined if it is not one. */
export function readCommand({
  text,
  reply,
}: Pick<ChatMessage, 'text' | 'reply'>): Command | undefined {
  // Most lines end here. U+FF01 is the exclamation mark of a Japanese keyboard.
  if (!/[!\uFF01]/.test(text)) return undefined
  const line = visibleText(text)
  // In a reply, Twitch puts the name of the answered user in front of the text.
  const said = reply ? line.replace(/^@\S+[\s\u2800]+/, '') : line
  const [first = ''] = wordsOf(said)
  const word = normalText(first)
  if (!/^![^\s]/.test(word)) return undefined
  const rest = visibleText(said.slice(first.length))
  return { word, args: wordsOf(rest), rest }
}
