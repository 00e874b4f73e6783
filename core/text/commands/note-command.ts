import { visibleText } from '../visible.ts'

const COMMAND = /^!note(?:\s+(.*))?$/is

/** Names of the command by which moderators write a note. */
export const NOTE_COMMANDS: readonly string[] = ['!note']

/** What a line of chat wants noted, which may be nothing; undefined if it is no such command. */
export function noteCommand(text: string): string | undefined {
  const found = COMMAND.exec(visibleText(text).trim())
  return found === null ? undefined : (found[1] ?? '').trim()
}
