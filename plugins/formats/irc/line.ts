import type { Tags } from './tags.ts'

/** One line of Twitch IRC, split: tag values still escaped. */
export interface IrcLine {
  readonly raw: string
  readonly tags: Tags
  readonly prefix: string | null
  readonly command: string
  readonly params: readonly string[]
}

/** The text of a tag; undefined if it is absent or empty. */
export function tagOf(line: IrcLine, name: string): string | undefined {
  const value = line.tags.get(name)
  if (value === undefined || value === '') return undefined
  return value.includes('\\') ? unescaped(value) : value
}

/** The whole number of a tag; undefined if there is none. */
export function numberOf(line: IrcLine, name: string): number | undefined {
  const text = tagOf(line, name)
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** All tags that have a value, as strings. */
export function tagsOf(line: IrcLine): Record<string, string> {
  const tags: Record<string, string> = {}
  for (const [name] of line.tags) {
    const value = tagOf(line, name)
    if (value !== undefined) tags[name] = value
  }
  return tags
}

/** When the chat server sent it, if known. */
export function timeOf(line: IrcLine): Date | undefined {
  const sent = numberOf(line, 'tmi-sent-ts')
  return sent ? new Date(sent) : undefined
}

/** The login before the `!`, in lower case; undefined if a server speaks. */
export function nickOf(line: IrcLine): string | undefined {
  const end = line.prefix?.indexOf('!') ?? -1
  return end > 0 ? line.prefix?.slice(0, end).toLowerCase() : undefined
}

/** The channel a line is for, in lower case without `#`; undefined if it is for no channel. */
export function channelOf(line: IrcLine): string | undefined {
  const target = line.params[0] ?? ''
  let start = 0
  while (target[start] === '#') start += 1
  return start === 0 || start === target.length ? undefined : target.slice(start).toLowerCase()
}

/** The channel a message was written in, if it came from another channel of a shared chat. */
export function sharedFrom(line: IrcLine): string | undefined {
  const source = tagOf(line, 'source-room-id')
  return source === tagOf(line, 'room-id') ? undefined : source
}

// https://ircv3.net/specs/extensions/message-tags#escaping-values
const ESCAPED: Readonly<Record<string, string>> = { s: ' ', ':': ';', n: '\n', r: '\r' }

function unescaped(value: string): string {
  return value.replace(/\\(.?)/gs, (_, letter: string) => ESCAPED[letter] ?? letter)
}
