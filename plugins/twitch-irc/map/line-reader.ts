import { event, type NewEvent, type Told } from 'promethean'
import { type IrcLine, numberOf, tagOf, timeOf } from '../../formats/irc/line.ts'
import { messageEvents } from '../../formats/irc/message.ts'
import { Channels } from './channels.ts'
import { platformEvent } from './platform-event.ts'
import { noticeReader } from './user-notice.ts'

/**
 * Creates a function that maps a line to events. It remembers the last gifts to many and the room ids, so each connection
 * needs its own.
 * @param names the channels that connection reads
 */
export function lineReader(names: readonly string[] = []): (line: IrcLine) => readonly NewEvent[] {
  const channels = new Channels(names)
  const readNotice = noticeReader()
  return line => {
    const place = channels.placeOf(line)
    const told = toldBy(line, place.channel)
    // To a user instead of a channel, to everybody, or to an unknown target.
    if (!place.isPlain) return other(line, told)
    switch (line.command) {
      case 'PRIVMSG':
        return messageEvents(line, told) ?? [platformEvent(line, 'PRIVMSG', told)]
      case 'USERNOTICE':
        return readNotice(line, told)
      case 'CLEARCHAT':
        return cleared(line, told)
      case 'CLEARMSG':
        return deleted(line, told)
      case 'ROOMSTATE':
        return isWholeState(line) ? [] : [platformEvent(line, 'ROOMSTATE', told)]
      default:
        return other(line, told)
    }
  }
}

function toldBy(line: IrcLine, channel: string | undefined): Told {
  return { platform: 'twitch', channel: channel ?? null, time: timeOf(line), raw: line.raw }
}

function cleared(line: IrcLine, told: Told): readonly NewEvent[] {
  const name = line.params[1]?.toLowerCase() || undefined
  const id = tagOf(line, 'target-user-id')
  if (name === undefined && id === undefined) return [event('chat.cleared', {}, told)]
  const user = { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) }
  const seconds = numberOf(line, 'ban-duration')
  const moderated =
    seconds === undefined
      ? { action: 'ban' as const, user }
      : { action: 'timeout' as const, user, seconds }
  return [event('chat.cleared', { user }, told), event('chat.moderated', moderated, told)]
}

function deleted(line: IrcLine, told: Told): readonly NewEvent[] {
  const messageId = tagOf(line, 'target-msg-id')
  if (messageId === undefined) return [platformEvent(line, 'CLEARMSG', told)]
  const name = tagOf(line, 'login')?.toLowerCase()
  const text = line.params[1]
  const data = {
    messageId,
    ...(name === undefined ? {} : { user: { name } }),
    ...(text === undefined ? {} : { text }),
  }
  return [event('chat.deleted', data, { ...told, key: messageId })]
}

/** After a join all settings arrive at once; a change has only one. */
function isWholeState(line: IrcLine): boolean {
  return line.tags.has('slow') && line.tags.has('subs-only')
}

// Login and join, the other viewers' comings and goings, and whispers, which are private.
const UNTOLD = new Set(
  'CAP PING PONG JOIN PART MODE USERSTATE GLOBALUSERSTATE RECONNECT WHISPER'.split(' '),
)

function other(line: IrcLine, told: Told): readonly NewEvent[] {
  if (UNTOLD.has(line.command) || !/^[A-Z]+$/.test(line.command)) return []
  const kind = line.command.endsWith('NOTICE') ? tagOf(line, 'msg-id') : undefined
  return [platformEvent(line, kind === undefined ? line.command : `${line.command}.${kind}`, told)]
}
