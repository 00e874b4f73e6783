import {
  type Badge,
  type ChatMessage,
  type Emote,
  event,
  type NewEvent,
  type Role,
  type Told,
  type User,
} from 'promethean'
import { present } from '../../formats/eventsub/present.ts'
import type { IrcLine } from '../client/irc.ts'

/** The account Twitch lets anonymous cheers speak as. */
const ANONYMOUS = 'ananonymouscheerer'

/** The message of an IRC line, and the cheer where it carries bits; both have the line's id as their key. */
export function toChatEvents(line: IrcLine, raw: unknown): readonly NewEvent[] {
  const message = toMessage(line)
  const told: Told = {
    platform: 'twitch',
    channel: line.params[0]?.slice(1).toLowerCase(),
    key: tag(line, 'id'),
    time: timeOf(line),
    raw,
  }
  const said = event('chat.message', message, told)
  const { bits, user, text, sharedFrom } = message
  // Bits cheered in a partner's room of a shared chat are not this channel's.
  if (bits === undefined || sharedFrom !== undefined) return [said]
  const by = user.name === ANONYMOUS ? { isAnonymous: true } : { user }
  return [said, event('channel.cheered', { ...by, bits, text }, told)]
}

function toMessage(line: IrcLine): ChatMessage {
  const { text, isAction } = unwrap(line.params.at(-1) ?? '')
  const bits = Number(tag(line, 'bits'))
  const first = tag(line, 'first-msg')
  return {
    messageId: tag(line, 'id') ?? '',
    text,
    user: userOf(line),
    ...present({
      emotes: emotesOf(tag(line, 'emotes'), text),
      bits: Number.isSafeInteger(bits) && bits > 0 ? bits : undefined,
      reply: replyOf(line),
      isFirst: first === undefined ? undefined : first === '1',
      isAction: isAction || undefined,
      sharedFrom: sharedFrom(line),
    }),
  }
}

/** An empty tag says nothing. */
function tag({ tags }: IrcLine, name: string): string | undefined {
  return tags.get(name) || undefined
}

function unwrap(text: string): { readonly text: string; readonly isAction: boolean } {
  const [, action] = /^\x01ACTION (.*?)\x01?$/s.exec(text) ?? []
  return { text: action ?? text, isAction: action !== undefined }
}

function userOf(line: IrcLine): User {
  const badges = badgesOf(tag(line, 'badges') ?? '')
  const display = tag(line, 'display-name') ?? line.nick
  const name = line.nick || display.toLowerCase()
  return {
    id: tag(line, 'user-id') ?? name,
    name,
    displayName: display,
    roles: rolesOf(line, new Set(badges.map(badge => badge.name))),
    ...present({ color: colorOf(line), badges: badges.length > 0 ? badges : undefined }),
  }
}

function colorOf(line: IrcLine): string | undefined {
  const color = tag(line, 'color')
  return color !== undefined && /^#[0-9a-f]{6}$/i.test(color) ? color : undefined
}

function badgesOf(text: string): readonly Badge[] {
  return text.split(',').flatMap(badge => {
    const at = badge.indexOf('/')
    return at > 0 ? [{ name: badge.slice(0, at), version: badge.slice(at + 1) }] : []
  })
}

function rolesOf(line: IrcLine, badges: ReadonlySet<string>): readonly Role[] {
  const has: Readonly<Record<string, boolean>> = {
    broadcaster: badges.has('broadcaster'),
    moderator: badges.has('moderator') || badges.has('lead_moderator') || tag(line, 'mod') === '1',
    vip: badges.has('vip') || tag(line, 'vip') === '1',
    subscriber:
      badges.has('subscriber') || badges.has('founder') || tag(line, 'subscriber') === '1',
  }
  return Object.keys(has).filter(role => has[role])
}

// `25:0-4,12-16/1902:6-10`, in code points of the text without the ACTION wrapper.
function emotesOf(told: string | undefined, text: string): readonly Emote[] | undefined {
  if (told === undefined) return undefined
  const points = [...text]
  return told
    .split('/')
    .flatMap(part => {
      const at = part.lastIndexOf(':')
      return part
        .slice(at + 1)
        .split(',')
        .map(range => emoteAt(part.slice(0, at), range, points))
    })
    .filter(emote => emote !== undefined)
    .sort((a, b) => a.start - b.start)
}

function emoteAt(id: string, range: string, points: readonly string[]): Emote | undefined {
  const [start = -1, end = -1] = /^\d+-\d+$/.test(range) ? range.split('-').map(Number) : []
  if (id === '' || start < 0 || end < start || end >= points.length) return undefined
  return { id, name: points.slice(start, end + 1).join(''), start, end }
}

function replyOf(line: IrcLine): ChatMessage['reply'] {
  const messageId = tag(line, 'reply-parent-msg-id')
  if (messageId === undefined) return undefined
  const user = present({
    id: tag(line, 'reply-parent-user-id'),
    name: tag(line, 'reply-parent-user-login')?.toLowerCase(),
    displayName: tag(line, 'reply-parent-display-name'),
  })
  return {
    messageId,
    ...present({ text: tag(line, 'reply-parent-msg-body') }),
    ...(Object.keys(user).length > 0 && { user }),
  }
}

function sharedFrom(line: IrcLine): ChatMessage['sharedFrom'] {
  const room = tag(line, 'source-room-id')
  return room === undefined || room === tag(line, 'room-id') ? undefined : { id: room }
}

function timeOf(line: IrcLine): Date | undefined {
  const ms = Number(tag(line, 'tmi-sent-ts'))
  return Number.isSafeInteger(ms) && ms > 0 && ms < 8.64e15 ? new Date(ms) : undefined
}
