import {
  type ChatMessage,
  type Emote,
  type Events,
  type NewEvent,
  type Reply,
  type User,
  visibleText,
  withoutUndefined,
} from 'promethean'
import { actionPrefixLength, withoutAction } from '../../formats/ctcp-action.ts'
import { type Fields, fields } from '../../formats/json.ts'
import {
  firstCount,
  firstFlag,
  firstId,
  firstNumber,
  firstText,
  firstTime,
  listOf,
} from '../fields.ts'
import { type Frame, tell, toLogin } from './frame.ts'
import { isAnonymous, partIn, userOf } from './users.ts'

/** A chat message, of any platform and payload version; none if required fields are missing. */
export function mapChat(frame: Frame): readonly NewEvent[] {
  const line = chatLine(frame)
  if (line === undefined || line.messageId === '') return []
  const told = { key: line.messageId, time: chatTime(frame.data) }
  const message = tell(frame, 'chat.message', line, told)
  // Bits in a neighbour's room were not cheered here.
  if (line.bits === undefined || line.sharedFrom !== undefined) return [message]
  const { user, bits, text } = line
  return [message, tell(frame, 'channel.cheered', cheer(frame.data, { user, bits, text }), told)]
}

// Twitch's chat notices contain Twitch's own text as well as the typed one; older frames do not have the latter.
const NOTICES =
  /^Twitch\.(SharedChat)?(Announcement|WatchStreak|Sub|ReSub|Resub)$|^YouTube\.(SuperChat|MemberMileStone)$|^(Kick|Trovo)\.Resubscription$/

/** The text typed into a notice; Twitch sends no separate chat message for it. */
export function noticeWords(frame: Frame): readonly NewEvent[] {
  const { name, platform, data } = frame
  const isNotice = platform === 'twitch' && typeof data.systemMessage === 'string'
  if (!(isNotice || NOTICES.test(name)) || isAnonymous(data)) return []
  const line = chatLine(frame)
  if (line === undefined || visibleText(line.text) === '') return []
  const from = name.startsWith('Twitch.SharedChat') ? (line.sharedFrom ?? SOMEWHERE) : undefined
  const words = { ...line, isNotice: true, ...(from && { sharedFrom: from }) }
  return [tell(frame, 'chat.message', words, { key: line.messageId, time: chatTime(data) })]
}

// A shared-chat message without its channel still does not belong to this channel.
const SOMEWHERE = { id: 'unknown' }

/** Bits: a chat message and a cheer; only the cheer if there is no message. */
export function mapCheer(frame: Frame): readonly NewEvent[] {
  const told = mapChat(frame)
  if (told.length > 0) return told
  const { data } = frame
  const bits = firstCount(data.bits, fields(data.message).bits)
  const user = userOf(frame.platform, data)
  return bits === undefined ? [] : [tell(frame, 'channel.cheered', cheer(data, { user, bits }))]
}

function chatLine({ platform, data }: Frame): ChatMessage | undefined {
  const message = fields(data.message)
  const meta = fields(data.meta)
  const messageId = firstId(data.messageId, message.msgId, data.eventId) ?? ''
  const text = wordsIn(data).find(value => typeof value === 'string')
  const user = userOf(platform, data)
  if (typeof text !== 'string' || user === undefined) return undefined
  const plain = withoutAction(text)
  return withoutUndefined({
    messageId,
    text: plain,
    user,
    emotes: emotesIn(plain, listOf(data.emotes ?? message.emotes)),
    bits: firstCount(data.bits, message.bits),
    reply: replyOf(platform, fields(data.reply ?? message.reply)),
    isFirst: firstFlag(meta.firstMessage, message.firstMessage),
    // Streamer.bot's commands skip its own messages too; answering them could cause a loop.
    isSelf: firstFlag(meta.internal, message.internal) || undefined,
    isAction: actionPrefixLength(text) > 0 || firstFlag(meta.isMe, message.isMe) || undefined,
    sharedFrom: sharedFrom(data),
    streamId: broadcastIn(data),
  })
}

/** YouTube's broadcast a line or a notice came in: of one channel there may be several at once. */
export function broadcastIn(data: Fields): string | undefined {
  return firstId(fields(data.broadcast).id, data.broadcastId)
}

/** The text of a message or a notice, in any payload version. */
export function wordsIn(data: Fields): readonly unknown[] {
  return [data.text, fields(data.message).message, data.message]
}

function cheer(
  data: Fields,
  { user, bits, text }: { user: User | undefined; bits: number; text?: string },
): Events['channel.cheered'] {
  const isNobody = isAnonymous(data) || undefined
  return withoutUndefined({ user: isNobody ? undefined : user, bits, text, isAnonymous: isNobody })
}

function chatTime(data: Fields): Date | undefined {
  return firstTime(data.createdAt, fields(data.meta).createdAt, data.publishedAt)
}

function emotesIn(text: string, told: readonly Fields[]): readonly Emote[] | undefined {
  const points = Array.from(text)
  const emotes = told.flatMap(emote => emoteIn(text, points, emote) ?? [])
  if (emotes.length === 0) return undefined
  return emotes.sort((one, other) => one.start - other.start)
}

// Streamer.bot uses UTF-16 strings but passes on positions that Twitch counts in code points. Which of the two arrives is
// not documented, so the emote's name decides; if it cannot, code points are assumed.
function emoteIn(text: string, points: readonly string[], emote: Fields): Emote | undefined {
  const name = firstText(emote.name)
  const from = firstNumber(emote.startIndex)
  const to = firstNumber(emote.endIndex)
  if (name === undefined || !isPlace(from) || !isPlace(to) || to < from) return undefined
  const inPoints = points.slice(from, to + 1).join('') === name
  const inUnits = !inPoints && text.slice(from, to + 1) === name
  const start = inUnits ? Array.from(text.slice(0, from)).length : from
  const end = inUnits ? start + Array.from(name).length - 1 : to
  return end < points.length ? { id: firstId(emote.id) ?? name, name, start, end } : undefined
}

function isPlace(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0
}

function replyOf(platform: Frame['platform'], reply: Fields): Reply | undefined {
  const messageId = firstId(reply.msgId, reply.messageId, reply.id)
  if (messageId === undefined) return undefined
  const user = partIn(platform, reply.sender) ?? partIn(platform, { ...reply, id: undefined })
  return withoutUndefined({ messageId, text: firstText(reply.msgBody, reply.content), user })
}

function sharedFrom(data: Fields): ChatMessage['sharedFrom'] {
  const room = fields(data.sharedChatSource ?? fields(data.meta).sharedChatSource)
  const id = firstId(room.id)
  const isGuest =
    firstFlag(data.isFromSharedChatGuest, fields(data.meta).isFromSharedChatGuest) ??
    (id !== undefined && id !== firstId(fields(data.broadcaster).id))
  if (!isGuest) return undefined
  const login = firstText(room.login, room.name)
  return withoutUndefined({
    id: id ?? SOMEWHERE.id,
    name: login === undefined ? undefined : toLogin(login),
  })
}
