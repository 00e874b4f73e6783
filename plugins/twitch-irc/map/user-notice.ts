import { event, type NewEvent, type Told } from 'promethean'
import { type IrcLine, numberOf, sharedFrom, tagOf } from '../../formats/irc/line.ts'
import { noticeWords } from '../../formats/irc/message.ts'
import { personOf, userOf } from '../../formats/irc/users.ts'
import { giftGiven, giftReceived, RecentGifts, renewedBy, tierOf } from './gifts.ts'
import { platformEvent } from './platform-event.ts'

/**
 * The events of a USERNOTICE, by its kind; kinds without an event type become `platform.event`. Text typed into it is a chat
 * message too.
 */
export function noticeReader(): (line: IrcLine, told: Told) => readonly NewEvent[] {
  const gifts = new RecentGifts()
  return (line, told) => {
    const keyed = { ...told, key: tagOf(line, 'id') }
    // What happened in a partner's channel counts there, not here.
    const kind = sharedFrom(line) === undefined ? kindOf(line) : 'sharedchatnotice'
    const read = readKind(kind, line, keyed, gifts) ?? [otherNotice(line, keyed, kind)]
    return [...read, ...noticeWords(line, keyed)]
  }
}

function kindOf(line: IrcLine): string | undefined {
  const kind = tagOf(line, 'msg-id')
  return kind === 'sharedchatnotice' ? (tagOf(line, 'source-msg-id') ?? kind) : kind
}

function readKind(kind: string | undefined, line: IrcLine, told: Told, gifts: RecentGifts) {
  switch (kind) {
    case 'sub':
    case 'resub':
      return subscribed(line, told, kind === 'resub')
    case 'subgift':
    case 'anonsubgift':
      return giftReceived(line, told, gifts)
    case 'submysterygift':
    case 'anonsubmysterygift':
      return giftGiven(line, told, gifts)
    case 'raid':
      return raided(line, told)
    default:
      return undefined
  }
}

function otherNotice(line: IrcLine, told: Told, kind: string | undefined): NewEvent {
  return platformEvent(line, kind === undefined ? 'USERNOTICE' : `USERNOTICE.${kind}`, told)
}

function subscribed(line: IrcLine, told: Told, isResub: boolean): readonly NewEvent[] | undefined {
  const user = userOf(line)
  if (user === undefined) return undefined
  const months = numberOf(line, 'msg-param-cumulative-months')
  const streak = numberOf(line, 'msg-param-streak-months')
  const text = line.params[1]
  const data = {
    user,
    ...tierOf(line),
    ...(months ? { months } : {}),
    ...(streak && tagOf(line, 'msg-param-should-share-streak') === '1' ? { streak } : {}),
    isResub,
    ...(text ? { text } : {}),
    ...(tagOf(line, 'msg-param-was-gifted') === 'true' ? { gift: renewedBy(line) } : {}),
  }
  return [event('channel.subscribed', data, told)]
}

function raided(line: IrcLine, told: Told): readonly NewEvent[] | undefined {
  const from = personOf(line, {
    id: 'user-id',
    login: 'msg-param-login',
    display: 'msg-param-displayName',
  })
  const viewers = numberOf(line, 'msg-param-viewerCount')
  if (from === undefined || viewers === undefined) return undefined
  return [event('channel.raided', { from, viewers }, told)]
}
