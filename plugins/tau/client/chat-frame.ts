import { z } from 'zod'
import { channelOf, type IrcLine, nickOf, tagOf } from '../../formats/irc/line.ts'
import { parseLine } from '../../formats/irc/parse.ts'
import { isFields, parseJson } from '../../formats/json.ts'

// Longer than any frame of TAU's own; what is relayed through its REST door may be anything.
const MAX_LINES = 50

type ChatFrame =
  /** More than one if TAU put two IRC lines into one frame. */
  | { readonly kind: 'lines'; readonly lines: readonly IrcLine[]; readonly raw: unknown }
  | { readonly kind: 'control' }
  | { readonly kind: 'malformed'; readonly problem: string; readonly raw: unknown }

const emotes = z.array(
  z.looseObject({ id: z.coerce.string(), positions: z.array(z.array(z.int()).length(2)) }),
)
const text = z.string().optional().catch(undefined)

// Every key may be missing: TAU relays any object put into its REST door.
const frame = z.looseObject({
  data: z.looseObject({
    raw: text,
    tags: z.record(z.string(), z.unknown()).catch({}),
    prefix: text,
    command: text,
    params: z.array(z.string()).catch([]),
    'message-text': text,
  }),
})

type Data = z.output<typeof frame>['data']

/** Reads the text of a frame of `/ws/chat-bots/<login>/`. */
export function parseChatFrame(text: string): ChatFrame {
  const raw = parseJson(text)
  const parsed = frame.safeParse(raw)
  if (!parsed.success) {
    return isFields(raw) && ('event' in raw || 'error' in raw)
      ? { kind: 'control' }
      : { kind: 'malformed', problem: 'it is not chat', raw: raw ?? text }
  }
  const { data } = parsed.data
  if (data.command === 'keep_alive') return { kind: 'control' }
  const lines = linesOf(data)
  return lines.length > 0
    ? { kind: 'lines', lines, raw }
    : { kind: 'malformed', problem: 'it has no chat message', raw }
}

// `raw` is whole; TAU's own parts cut tag values at `=` and glue two lines together.
function linesOf(data: Data): readonly IrcLine[] {
  const lines = parseLines(data.raw ?? '').map(withAuthor)
  return lines.some(isChat) ? lines.filter(isChat) : [withAuthor(lineOf(data))].filter(isChat)
}

// Anything that is not an IRC line is skipped.
function parseLines(text: string): readonly IrcLine[] {
  return text
    .split(/[\r\n]+/, MAX_LINES)
    .map(parseLine)
    .filter(line => line !== undefined)
}

function lineOf({ tags, prefix, command, params, 'message-text': text }: Data): IrcLine {
  const channel = params.find(param => param.startsWith('#')) ?? ''
  return {
    raw: '',
    tags: new Map(Object.entries(tags).map(([name, told]) => [name, tagText(name, told)])),
    prefix: prefix?.replace(/^:/, '') ?? null,
    command: command ?? 'PRIVMSG',
    params: text === undefined ? [channel] : [channel, text.split(/[\r\n]/, 1)[0] ?? ''],
  }
}

// What is put into TAU's REST door may have no prefix: the name shown is the login then, but for its capitals.
function withAuthor(line: IrcLine): IrcLine {
  const login = line.tags.get('display-name')
  return hasAuthor(line) || !login
    ? line
    : { ...line, tags: new Map(line.tags).set('login', login) }
}

function hasAuthor(line: IrcLine): boolean {
  return nickOf(line) !== undefined || tagOf(line, 'login') !== undefined
}

/** A PRIVMSG with author, channel and text. */
function isChat(line: IrcLine): boolean {
  const isWhole = line.params.length >= 2 && channelOf(line) !== undefined
  return line.command === 'PRIVMSG' && isWhole && hasAuthor(line)
}

// The emotes come parsed; back into IRC's own spelling, so that both ways are read alike.
function tagText(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  const parsed = name === 'emotes' ? emotes.safeParse(value) : undefined
  if (!parsed?.success) return ''
  return parsed.data
    .map(({ id, positions }) => `${id}:${positions.map(range => range.join('-')).join()}`)
    .join('/')
}
