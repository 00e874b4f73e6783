import { createHash, randomUUID } from 'node:crypto'

/** Somebody's line of chat, to be made into a PRIVMSG. */
export interface ChatLine {
  readonly channel: string
  readonly login: string
  readonly text: string
  readonly id?: string
  /** Over the usual ones; an empty text stays an empty tag, undefined takes a tag away. */
  readonly tags?: Readonly<Record<string, string | undefined>>
}

/** A PRIVMSG as Twitch sends it, tags in its order. */
export function chatLine({ channel, login, text, id = randomUUID(), tags = {} }: ChatLine): string {
  const usual = {
    'badge-info': '',
    badges: login === channel ? 'broadcaster/1' : '',
    color: '',
    'display-name': displayNameOf(login),
    emotes: '',
    'first-msg': '0',
    flags: '',
    id,
    mod: '0',
    'returning-chatter': '0',
    'room-id': idOf(channel),
    subscriber: '0',
    'tmi-sent-ts': String(Date.now()),
    turbo: '0',
    'user-id': idOf(login),
    'user-type': '',
  }
  const prefix = `${login}!${login}@${login}.tmi.twitch.tv`
  return `${tagText({ ...usual, ...tags })}:${prefix} PRIVMSG #${channel} :${text}`
}

/** `@a=1;b=2 ` with values escaped, or nothing without tags. */
export function tagText(tags: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(tags).filter(([, value]) => value !== undefined)
  if (pairs.length === 0) return ''
  return `@${pairs.map(([name, value]) => `${name}=${escaped(value ?? '')}`).join(';')} `
}

/** The tags of GLOBALUSERSTATE and USERSTATE. */
export function stateTags(
  login: string,
  more: Readonly<Record<string, string | undefined>>,
): string {
  const usual = { 'badge-info': '', badges: '', color: '', 'display-name': displayNameOf(login) }
  return tagText({ ...usual, 'emote-sets': '0', ...more, 'user-type': '' })
}

/** The same made-up id for the same login or channel, always. */
export function idOf(name: string): string {
  return String(10_000 + (createHash('sha256').update(name).digest().readUInt32BE(0) % 90_000_000))
}

export function displayNameOf(login: string): string {
  return login.charAt(0).toUpperCase() + login.slice(1)
}

/** The channel a line is for, without `#`. */
export function roomOf(line: string): string | undefined {
  const body = line.startsWith('@') ? line.slice(line.indexOf(' ') + 1) : line
  return /^(?::\S+ +)?[A-Z]+ +#(\S+)/.exec(body)?.[1]?.toLowerCase()
}

/** A client's line in its parts; the tags' values as they came. */
export function parseLine(line: string) {
  const [, tags = '', command = '', rest = ''] =
    /^(?:@(\S*) +)?(?::\S+ +)?(\S+) ?(.*)$/s.exec(line) ?? []
  const [, middle = '', trailing] = /^(.*?)(?:(?:^| ):(.*))?$/s.exec(rest) ?? []
  const params = middle.split(' ').filter(Boolean)
  if (trailing !== undefined) params.push(trailing)
  const pairs = tags.split(';').map(tag => {
    const [name = '', ...value] = tag.split('=')
    return [name, value.join('=')] as const
  })
  return { command: command.toUpperCase(), params, tags: new Map(pairs) }
}

const ESCAPES: Readonly<Record<string, string>> = {
  ' ': '\\s',
  ';': '\\:',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
}

function escaped(value: string): string {
  return value.replace(/[ ;\\\n\r]/g, letter => ESCAPES[letter] ?? letter)
}
