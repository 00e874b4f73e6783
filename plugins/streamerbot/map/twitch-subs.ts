import { type Events, type NewEvent, type User, withoutUndefined } from 'promethean'
import { type Fields, fields } from '../../formats/json.ts'
import { firstCount, firstFlag, firstId, firstNumber, firstText, listOf } from '../fields.ts'
import { type Frame, tell } from './frame.ts'
import { isAnonymous, namedIn, plain, userOf, withTraits } from './users.ts'

/** A first subscription. */
export function sub(frame: Frame): readonly NewEvent[] {
  return subscribed(frame, { isResub: false })
}

/** A renewed subscription. */
export function resub(frame: Frame): readonly NewEvent[] {
  return subscribed(frame, { isResub: true })
}

/**
 * A gift subscription. In a gift bomb only the recipient's part, because `GiftBomb` reports the gift; otherwise the gift as
 * well.
 */
export function giftSub(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const receiver = recipientOf(frame)
  if (receiver === undefined) return []
  const giftId = firstId(data.communityGiftId)
  const noticeId = firstId(data.messageId)
  const received = withoutUndefined({
    user: receiver,
    tier: tierOf(data),
    months: firstCount(data.cumulativeMonths),
    gift: giftOf(frame, giftId),
  })
  const receipt = tell(frame, 'channel.subscribed', received, { key: noticeId })
  const told = firstFlag(data.fromCommunitySubGift, data.fromSubBomb)
  const isOfBomb = told ?? giftId !== undefined
  return isOfBomb ? [receipt] : [gifted(frame, { count: 1, key: giftId ?? noticeId }), receipt]
}

/** Many subscriptions given at once, counted once. */
export function giftBomb(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const count = firstCount(data.total, data.gifts, data.count) ?? listOf(data.recipients).length
  if (count === 0) return []
  return [gifted(frame, { count, key: firstId(data.id, data.communityGiftId, data.messageId) })]
}

function subscribed(frame: Frame, { isResub }: { readonly isResub: boolean }): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  if (user === undefined) return []
  const subscription = withoutUndefined({
    user,
    tier: tierOf(data),
    months: firstCount(data.cumulativeMonths, data.cumulative_months),
    streak:
      data.shareStreak === false ? undefined : firstCount(data.streakMonths, data.streak_months),
    isResub,
    text: firstText(data.text, data.message),
    gift: firstFlag(data.isGift) ? giftOf(frame, undefined) : undefined,
  })
  return [tell(frame, 'channel.subscribed', subscription, { key: firstId(data.messageId) })]
}

function gifted(
  frame: Frame,
  { count, key }: { readonly count: number; readonly key: string | undefined },
): NewEvent {
  const { data } = frame
  const isAnonymous = anonymous(data)
  const giving = withoutUndefined({
    user: isAnonymous ? undefined : userOf(frame.platform, data),
    count,
    tier: tierOf(data),
    // cumlativeTotal is Streamer.bot's own spelling.
    total: firstCount(
      data.cumulative_total,
      data.cumlativeTotal,
      data.totalGifts,
      data.totalSubsGifted,
    ),
    isAnonymous,
  })
  return tell(frame, 'channel.gifted', giving, { key })
}

function recipientOf({ platform, data }: Frame): User | undefined {
  const receiver =
    namedIn(platform, data.recipient) ??
    namedIn(platform, {
      userId: data.recipientUserId,
      username: data.recipientUsername,
      displayName: data.recipientDisplayName,
    })
  return receiver && withTraits(receiver, [fields(data.recipient)])
}

function giftOf(
  { platform, data }: Frame,
  giftId: string | undefined,
): NonNullable<Events['channel.subscribed']['gift']> {
  const isAnonymous = anonymous(data)
  if (isAnonymous) return withoutUndefined({ isAnonymous, giftId })
  // For a gifted renewal, `user` is the recipient.
  const isOfResub = data.recipient === undefined && data.recipientUserId === undefined
  const gifter = namedIn(platform, data.gifterUser ?? data.gifter)
  const from = isOfResub ? gifter && plain(gifter) : userOf(platform, data)
  return withoutUndefined({ from, giftId })
}

function anonymous(data: Fields): true | undefined {
  return isAnonymous(data) || firstFlag(data.gifterIsAnonymous) || undefined
}

/** `prime`, or 1000, 2000, 3000, which 0.1.x calls 1, 2, 3. */
function tierOf(data: Fields): string | undefined {
  if (firstFlag(data.isPrime, data.is_prime)) return 'prime'
  const tier = firstNumber(data.subTier, data.sub_tier)
  if (tier !== undefined && tier > 0) return String(tier < 10 ? tier * 1000 : tier)
  return firstText(data.subTier, data.sub_tier, data.tier)?.toLowerCase()
}
