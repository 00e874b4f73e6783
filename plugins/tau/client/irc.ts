import type { IrcLine } from '../../formats/irc/line.ts'
import { parseLine } from '../../formats/irc/parse.ts'

// Longer than any frame of TAU's own; what is relayed through its REST door may be anything.
const MAX_LINES = 50

/** The lines of a text as it came from the chat server. What is no IRC line is left out. */
export function parseLines(text: string): readonly IrcLine[] {
  return text
    .split(/[\r\n]+/, MAX_LINES)
    .map(parseLine)
    .filter(line => line !== undefined)
}
