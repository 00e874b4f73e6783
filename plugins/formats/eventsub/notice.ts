import { event, type NewEvent, visibleText, withoutUndefined } from 'promethean'
import type { z } from 'zod'
import { isNobody } from '../user-traits.ts'
import { messageOf } from './chat.ts'
import * as payload from './chat-payloads.ts'
import { chatterOf, maybeUserOf, userOf } from './users.ts'

type Notice = z.output<typeof payload.notice>

/**
 * The event of a chat notice; undefined if there is no event type for it, as for events of a partner's channel in a shared
 * chat. Its id is the key, because other sources know it too.
 */
export function notice(told: Notice): readonly NewEvent[] | undefined {
  switch (told.notice_type) {
    case 'sub':
    case 'resub':
      return subscribed(told)
    case 'sub_gift':
      return giftReceived(told)
    case 'community_sub_gift':
      return giftGiven(told)
    case 'raid':
      return raided(told)
    default:
      return undefined
  }
}

/** The text typed into a notice; Twitch sends no separate chat message for it. */
export function noticeWords(data: unknown): readonly NewEvent[] {
  const told = payload.noticeLine.safeParse(data)
  if (!told.success || told.data.chatter_is_anonymous || visibleText(told.data.message.text) === '')
    return []
  const line = { ...messageOf(told.data), isNotice: true }
  return [event('chat.message', line, { key: line.messageId })]
}

function subscribed(told: Notice): readonly NewEvent[] {
  const sub = payload.noticeSub.parse(told[told.notice_type])
  const data = {
    user: chatterOf(payload.noticeChatter.parse(told)),
    isResub: told.notice_type === 'resub',
    ...withoutUndefined({
      tier: sub.is_prime ? 'prime' : sub.sub_tier,
      months: sub.cumulative_months,
      streak: sub.streak_months,
      text: told.message?.text,
      gift: sub.is_gift ? gifterOf(sub) : undefined,
    }),
  }
  return [event('channel.subscribed', data, { key: told.message_id })]
}

/** Who paid for a gifted renewal, as far as known. */
function gifterOf(sub: z.output<typeof payload.noticeSub>) {
  const from = maybeUserOf({
    user_id: sub.gifter_user_id,
    user_login: sub.gifter_user_login,
    user_name: sub.gifter_user_name,
  })
  if (sub.gifter_is_anonymous || (from && isNobody(from.name))) return { isAnonymous: true }
  return withoutUndefined({ from })
}

function giftReceived(told: Notice): readonly NewEvent[] {
  const gift = payload.noticeGift.parse(told.sub_gift)
  const { community_gift_id: giftId, sub_tier: tier, cumulative_total: total } = gift
  const user = userOf({
    user_id: gift.recipient_user_id,
    user_login: gift.recipient_user_login,
    user_name: gift.recipient_user_name,
  })
  const by = giver(told)
  const from = by.user === undefined ? by : { from: by.user }
  const key = told.message_id
  const received = event(
    'channel.subscribed',
    { user, ...withoutUndefined({ tier }), gift: { ...from, ...withoutUndefined({ giftId }) } },
    { key },
  )
  // A gift to many was already reported as a whole.
  if (giftId !== undefined) return [received]
  return [
    event('channel.gifted', { ...by, count: 1, ...withoutUndefined({ tier, total }) }, { key }),
    received,
  ]
}

function giftGiven(told: Notice): readonly NewEvent[] {
  const gifts = payload.noticeGifts.parse(told.community_sub_gift)
  const { id: key, total: count, sub_tier: tier, cumulative_total: total } = gifts
  return [
    event(
      'channel.gifted',
      { ...giver(told), count, ...withoutUndefined({ tier, total }) },
      { key },
    ),
  ]
}

function raided(told: Notice): readonly NewEvent[] {
  const raid = payload.noticeRaid.parse(told.raid)
  const data = { from: userOf(raid), viewers: raid.viewer_count }
  return [event('channel.raided', data, { key: told.message_id })]
}

function giver(told: Notice) {
  if (told.chatter_is_anonymous) return { isAnonymous: true }
  const user = chatterOf(payload.noticeChatter.parse(told))
  return isNobody(user.name) ? { isAnonymous: true } : { user }
}
