import { event, type NewEvent, type Told, type User } from 'promethean'
import { channelOf, type IrcLine, numberOf, tagOf } from '../../formats/irc/line.ts'
import { personOf, somebodyOf } from '../../formats/irc/users.ts'
import { isNobody } from '../../formats/user-traits.ts'

/** The last gifts to many, so that their parts are not counted again. */
export class RecentGifts {
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

/** A gift subscription; also published as a gift, unless it is part of a gift to many. */
export function giftReceived(line: IrcLine, told: Told, gifts: RecentGifts) {
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
  // A gift to many is reported as a whole; the newer tag shows that, older lines only by the shared origin.
  const isPart =
    tagOf(line, 'msg-param-community-gift-id') !== undefined ||
    gifts.has(line, giftId) ||
    isUncounted(line, giftId)
  return isPart ? [received] : [given(line, told, 1), received]
}

/** Who paid for a gifted renewal, as far as known. */
export function renewedBy(line: IrcLine): { from?: User; isAnonymous?: true } {
  const from = personOf(line, {
    id: 'msg-param-gifter-id',
    login: 'msg-param-gifter-login',
    display: 'msg-param-gifter-name',
  })
  const isHidden = tagOf(line, 'msg-param-anon-gift') === 'true'
  if (isHidden || (from !== undefined && isNobody(from.name))) return { isAnonymous: true }
  return from === undefined ? {} : { from }
}

/** A gift to many. */
export function giftGiven(line: IrcLine, told: Told, gifts: RecentGifts) {
  const count = numberOf(line, 'msg-param-mass-gift-count')
  if (!count) return undefined
  const giftId = giftIdOf(line)
  gifts.add(line, giftId)
  return [given(line, { ...told, key: giftId ?? told.key }, count)]
}

/** The tier of a subscription, as `prime`, `1000` and so on. */
export function tierOf(line: IrcLine): { tier?: string } {
  const plan = tagOf(line, 'msg-param-sub-plan')
  return plan === undefined ? {} : { tier: plan === 'Prime' ? 'prime' : plan }
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

// A gift to one counts among its giver's gifts; the parts of one to many say 0.
function isUncounted(line: IrcLine, giftId: string | undefined): boolean {
  return giftId !== undefined && numberOf(line, 'msg-param-sender-count') === 0
}

/** Undefined if the giver is anonymous; Twitch then uses an account of its own. */
function giverOf(line: IrcLine): User | undefined {
  return tagOf(line, 'msg-id')?.startsWith('anon') ? undefined : somebodyOf(line)
}

function giftIdOf(line: IrcLine): string | undefined {
  return tagOf(line, 'msg-param-community-gift-id') ?? tagOf(line, 'msg-param-origin-id')
}
