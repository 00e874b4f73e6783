import type { IrcLine } from '../../formats/irc/line.ts'

// Longer than any frame of TAU's own; what is relayed through its REST door may be anything.
const MAX_LINES = 50

const LINE = /^(?:@(\S*) +)?(?::(\S*) +)?([A-Za-z]+|\d{3})((?: +[^: ]\S*)*)(?: +:(.*))?\s*$/s

/** The lines of a text as it came from the chat server. What is no IRC line is left out. */
export function parseLines(text: string): readonly IrcLine[] {
  return text
    .split(/[\r\n]+/, MAX_LINES)
    .map(parseLine)
    .filter(line => line !== undefined)
}

function parseLine(raw: string): IrcLine | undefined {
  const [, tags = '', prefix = null, command, middle = '', trailing] = LINE.exec(raw) ?? []
  if (command === undefined) return undefined
  const params = middle.split(' ').filter(param => param !== '')
  return {
    raw,
    tags: Object.fromEntries(tags.split(';').flatMap(parseTag)),
    prefix,
    command: command.toUpperCase(),
    params: trailing === undefined ? params : [...params, trailing],
  }
}

function parseTag(tag: string): [string, string][] {
  const at = tag.indexOf('=')
  if (tag === '' || at === 0) return []
  return at < 0 ? [[tag, '']] : [[tag.slice(0, at), tag.slice(at + 1)]]
}
