import {
  type ChatMessage,
  type Emote,
  event,
  type NewEvent,
  type Reply,
  type Told,
  type User,
  visibleText,
} from 'promethean'
import { actionPrefixLength, withoutAction } from '../ctcp-action.ts'
import { isNobody } from '../user-traits.ts'
import { type IrcLine, numberOf, sharedFrom, tagOf } from './line.ts'
import { somebodyOf, userOf } from './users.ts'

/** The events of a PRIVMSG: a chat message, and a cheer if it has bits. Undefined if the line is truncated. */
export function messageEvents(line: IrcLine, told: Told): readonly NewEvent[] | undefined {
  const user = userOf(line)
  const body = line.params[1]
  if (user === undefined || body === undefined) return undefined
  const key = tagOf(line, 'id')
  const data = chatMessage(line, user, body)
  const message = event('chat.message', data, { ...told, key })
  // Bits of a shared-chat line were cheered in the other channel.
  if (data.bits === undefined || data.sharedFrom !== undefined) return [message]
  return [message, event('channel.cheered', cheer(user, data.bits, data.text), { ...told, key })]
}

/** The text typed into a notice; Twitch sends no separate PRIVMSG for it. */
export function noticeWords(line: IrcLine, told: Told): readonly NewEvent[] {
  const user = somebodyOf(line)
  const body = line.params[1]
  if (user === undefined || body === undefined || visibleText(body) === '') return []
  return [event('chat.message', { ...chatMessage(line, user, body), isNotice: true }, told)]
}

function chatMessage(line: IrcLine, user: User, body: string): ChatMessage {
  const text = withoutAction(body)
  const message: { -readonly [K in keyof ChatMessage]: ChatMessage[K] } = {
    messageId: tagOf(line, 'id') ?? '',
    text,
    user,
  }
  const emotes = emotesOf(text, tagOf(line, 'emotes'))
  if (emotes !== undefined) message.emotes = emotes
  const bits = numberOf(line, 'bits')
  if (bits) message.bits = bits
  const reply = replyOf(line)
  if (reply) message.reply = reply
  const first = tagOf(line, 'first-msg')
  if (first !== undefined) message.isFirst = first === '1'
  if (actionPrefixLength(body) > 0) message.isAction = true
  const room = sharedFrom(line)
  if (room !== undefined) message.sharedFrom = { id: room }
  return message
}

/** Emotes from `id:0-4,6-10/id:12-14`, in the order of the text; ranges outside of it are left out. */
function emotesOf(text: string, told: string | undefined): readonly Emote[] | undefined {
  if (told === undefined) return undefined
  // Positions count code points, which only differ from JavaScript's where there are surrogates.
  const points: readonly string[] | string = /[\ud800-\udfff]/.test(text) ? [...text] : text
  const emotes: Emote[] = []
  for (const group of told.split('/')) {
    const colon = group.lastIndexOf(':')
    for (const range of group.slice(colon + 1).split(',')) {
      const [, from, to] = /^(\d{1,4})-(\d{1,4})$/.exec(range) ?? []
      const start = Number(from)
      const end = Number(to)
      if (colon < 1 || !(start <= end && end < points.length)) continue
      const name = points.slice(start, end + 1)
      emotes.push({
        id: group.slice(0, colon),
        name: typeof name === 'string' ? name : name.join(''),
        start,
        end,
      })
    }
  }
  if (emotes.length === 0) return undefined
  return emotes.sort((one, other) => one.start - other.start)
}

function replyOf(line: IrcLine): Reply | undefined {
  const messageId = tagOf(line, 'reply-parent-msg-id')
  if (messageId === undefined) return undefined
  const text = tagOf(line, 'reply-parent-msg-body')
  const id = tagOf(line, 'reply-parent-user-id')
  const name = tagOf(line, 'reply-parent-user-login')?.toLowerCase()
  const displayName = tagOf(line, 'reply-parent-display-name')
  const user = {
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(displayName === undefined ? {} : { displayName }),
  }
  return {
    messageId,
    ...(text === undefined ? {} : { text }),
    ...(Object.keys(user).length > 0 ? { user } : {}),
  }
}

function cheer(user: User, bits: number, text: string) {
  return isNobody(user.name) ? { bits, text, isAnonymous: true } : { user, bits, text }
}
