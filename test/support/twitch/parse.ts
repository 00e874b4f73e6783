import { createRequire } from 'node:module'
import type { IrcLine } from '../../../plugins/formats/irc/line.ts'

// The parser the plugin's lines come from; the library's types leave it out.
const parser: { msg(line: string): IrcLine | null } = createRequire(import.meta.url)(
  'tmi.js/lib/parser.js',
)

/** A line as tmi.js splits it; undefined where it makes nothing of it. */
export function parse(line: string): IrcLine | undefined {
  return parser.msg(line) ?? undefined
}
