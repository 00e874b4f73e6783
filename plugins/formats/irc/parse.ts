import type { IrcLine } from './line.ts'
import { endOf, tagsIn } from './tags.ts'

const COMMAND = /^(?:[A-Za-z]+|\d{3})$/
const NO_TAGS: IrcLine['tags'] = new Map()

/**
 * A line of Twitch chat, without its line break, split as IRC says; undefined if it is no such line.
 * https://modern.ircdocs.horse/#message-format, https://ircv3.net/specs/extensions/message-tags
 */
export function parseLine(raw: string): IrcLine | undefined {
  let at = 0
  let tags = NO_TAGS
  if (raw.startsWith('@')) {
    const end = raw.indexOf(' ')
    if (end < 0) return undefined
    tags = tagsIn(raw.slice(1, end))
    at = behindSpaces(raw, end)
  }
  let prefix = null
  if (raw[at] === ':') {
    const end = raw.indexOf(' ', at)
    if (end < 0) return undefined
    prefix = raw.slice(at + 1, end)
    at = behindSpaces(raw, end)
  }
  const end = endOfWord(raw, at)
  const command = raw.slice(at, end)
  if (!COMMAND.test(command)) return undefined
  return { raw, tags, prefix, command: command.toUpperCase(), params: paramsFrom(raw, end) }
}

function paramsFrom(raw: string, start: number): readonly string[] {
  const params: string[] = []
  for (let at = behindSpaces(raw, start); at < raw.length; ) {
    if (raw[at] === ':') {
      params.push(raw.slice(at + 1))
      break
    }
    const end = endOfWord(raw, at)
    params.push(raw.slice(at, end))
    at = behindSpaces(raw, end)
  }
  return params
}

function endOfWord(text: string, from: number): number {
  return endOf(text, ' ', from)
}

function behindSpaces(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at += 1
  return at
}
