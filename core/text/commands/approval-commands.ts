import { normalText } from '../visible.ts'

const COMMAND = /^!(ok|no)(?:\s+(\S+))?$/

/** Names of the commands by which a broadcaster decides. */
export const APPROVAL_COMMANDS: readonly string[] = ['!ok', '!no']

/** A line of chat read as such a command: `!ok alfa`. */
export function approvalCommand(
  text: string,
): { readonly decision: 'approved' | 'dropped'; readonly which: string | undefined } | undefined {
  const found = COMMAND.exec(normalText(text))
  if (found === null) return undefined
  const [, word, which] = found
  return { decision: word === 'ok' ? 'approved' : 'dropped', which }
}
