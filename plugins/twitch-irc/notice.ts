import { event, type NewEvent, type Told, type User } from 'promethean'
import { channelOf, type IrcLine, numberOf, sharedFrom, tagOf } from './line.ts'
import { personOf, userOf } from './person.ts'
import { platformEvent } from './platform-event.ts'

/** What a USERNOTICE says, by its kind; kinds without a name of ours become `platform.event`. */
export function noticeReader(): (line: IrcLine, told: Told) => readonly NewEvent[] {
  const gifts = new RecentGifts()
  return (line, told) => {
    const keyed = { ...told, key: tagOf(line, 'id') }
    // What happened in a partner's channel counts there, not here.
    if (sharedFrom(line) !== undefined) return [otherNotice(line, keyed, 'sharedchatnotice')]
    const kind = kindOf(line)
    return readKind(kind, line, keyed, gifts) ?? [otherNotice(line, keyed, kind)]
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
  }
  return [event('channel.subscribed', data, told)]
}

function giftReceived(line: IrcLine, told: Told, gifts: RecentGifts) {
  const user = personOf(line, {
    id: 'msg-param-recipient-id',
    login: 'msg-param-recipient-user-name',
    display: 'msg-param-recipient-display-name',
  })
  if (user === undefined) return undefined
  const giver = giverOf(line)
  const giftId = giftIdOf(line)
  const months = numberOf(line, 'msg-param-months')
  const received = event(
    'channel.subscribed',
    {
      user,
      ...tierOf(line),
      ...(months ? { months } : {}),
      gift: {
        ...(giver ? { from: giver } : { isAnonymous: true }),
        ...(giftId === undefined ? {} : { giftId }),
      },
    },
    told,
  )
  // The gift to many was told as a whole; the newer tag says so, before it only the shared origin did.
  const isPart = tagOf(line, 'msg-param-community-gift-id') !== undefined || gifts.has(line, giftId)
  return isPart ? [received] : [given(line, told, 1), received]
}

function giftGiven(line: IrcLine, told: Told, gifts: RecentGifts) {
  const count = numberOf(line, 'msg-param-mass-gift-count')
  if (!count) return undefined
  const giftId = giftIdOf(line)
  gifts.add(line, giftId)
  return [given(line, { ...told, key: giftId ?? told.key }, count)]
}

function given(line: IrcLine, told: Told, count: number): NewEvent {
  const user = giverOf(line)
  const total = numberOf(line, 'msg-param-sender-count')
  const data = {
    ...(user ? { user } : { isAnonymous: true }),
    count,
    ...tierOf(line),
    ...(total ? { total } : {}),
  }
  return event('channel.gifted', data, told)
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

/** Undefined where the giver is anonymous: Twitch lets an account of its own speak then. */
function giverOf(line: IrcLine): User | undefined {
  const user = userOf(line)
  return user?.name === 'ananonymousgifter' || tagOf(line, 'msg-id')?.startsWith('anon')
    ? undefined
    : user
}

function giftIdOf(line: IrcLine): string | undefined {
  return tagOf(line, 'msg-param-community-gift-id') ?? tagOf(line, 'msg-param-origin-id')
}

function tierOf(line: IrcLine): { tier?: string } {
  const plan = tagOf(line, 'msg-param-sub-plan')
  return plan === undefined ? {} : { tier: plan === 'Prime' ? 'prime' : plan }
}

/** The last gifts to many, so that their parts are not counted again. */
class RecentGifts {
  readonly #ids = new Set<string>()

  add(line: IrcLine, giftId: string | undefined): void {
    if (giftId === undefined) return
    this.#ids.add(`${channelOf(line)} ${giftId}`)
    const [oldest] = this.#ids
    if (this.#ids.size > 1_000 && oldest !== undefined) this.#ids.delete(oldest)
  }

  has(line: IrcLine, giftId: string | undefined): boolean {
    return giftId !== undefined && this.#ids.has(`${channelOf(line)} ${giftId}`)
  }
}
