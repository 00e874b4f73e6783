/** One IRC line, its tags unescaped. */
export interface IrcLine {
  readonly tags: ReadonlyMap<string, string>
  /** The author's login in lower case; empty where the line had no prefix. */
  readonly nick: string
  readonly command: string
  readonly params: readonly string[]
}

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

/** Tag values as IRC means them. TAU hands them on escaped. */
export function unescapeTag(value: string): string {
  return value.replace(/\\(.?)/g, (_, code: string) => ESCAPES[code] ?? code)
}

/** The login of a prefix such as `:ann!ann@ann.tmi.twitch.tv`. */
export function nickOf(prefix: string): string {
  const [, nick = ''] = /^:?([^!@\s]*)/.exec(prefix) ?? []
  return nick.toLowerCase()
}

// A line end cannot be part of a line: \r and \n become nothing, as every Twitch client does it.
const ESCAPES: Readonly<Record<string, string>> = { s: ' ', ':': ';', '\\': '\\', r: '', n: '' }

function parseLine(text: string): IrcLine | undefined {
  const [, tags = '', prefix = '', command, middle = '', trailing] = LINE.exec(text) ?? []
  if (command === undefined) return undefined
  const params = middle.split(' ').filter(param => param !== '')
  return {
    tags: new Map(tags.split(';').flatMap(parseTag)),
    nick: nickOf(prefix),
    command: command.toUpperCase(),
    params: trailing === undefined ? params : [...params, trailing],
  }
}

function parseTag(tag: string): [string, string][] {
  const at = tag.indexOf('=')
  if (tag === '' || at === 0) return []
  return at < 0 ? [[tag, '']] : [[tag.slice(0, at), unescapeTag(tag.slice(at + 1))]]
}
