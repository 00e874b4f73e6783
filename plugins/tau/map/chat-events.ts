import type { NewEvent } from 'promethean'
import { channelOf, type IrcLine, timeOf } from '../../formats/irc/line.ts'
import { messageEvents } from '../../formats/irc/message.ts'

/** The message of an IRC line, and the cheer if it has bits; both use the message's id as their key. */
export function toChatEvents(line: IrcLine, raw: unknown): readonly NewEvent[] {
  const told = { platform: 'twitch', channel: channelOf(line), time: timeOf(line), raw }
  return messageEvents(line, told) ?? []
}
