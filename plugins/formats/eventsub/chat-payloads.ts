import { z } from 'zod'
import { badges, count, flag, id, maybe, text, tier, toldCount, who } from './fields.ts'

const chatter = {
  chatter_user_id: id,
  chatter_user_login: id,
  chatter_user_name: text,
  color: text,
  badges,
}

export const chatMessage = z.looseObject({
  broadcaster_user_id: id,
  ...chatter,
  message_id: id,
  message: z.looseObject({
    text: z.string(),
    fragments: z
      .array(
        z.looseObject({
          text: z.string(),
          emote: z.looseObject({ id }).nullish().catch(undefined),
        }),
      )
      .catch([]),
  }),
  cheer: maybe(z.looseObject({ bits: count })),
  reply: maybe(
    z.looseObject({
      parent_message_id: id,
      parent_message_body: text,
      parent_user_id: text,
      parent_user_login: text,
      parent_user_name: text,
    }),
  ),
  source_broadcaster_user_id: text,
  source_broadcaster_user_login: text,
})

/** A notice that has the fields of a line. */
export const noticeLine = chatMessage.extend({ chatter_is_anonymous: flag })
/** The user of a notice; absent if anonymous. */
export const noticeChatter = z.looseObject(chatter)
/** A notice of chat; its kind has an object of the same name. */
export const notice = z.looseObject({
  chatter_is_anonymous: flag,
  message_id: id,
  message: maybe(z.looseObject({ text })),
  notice_type: z.string().min(1),
})
export const noticeSub = z.looseObject({
  sub_tier: tier,
  is_prime: flag,
  cumulative_months: toldCount,
  streak_months: toldCount,
  is_gift: maybe(z.boolean()),
  gifter_is_anonymous: maybe(z.boolean()),
  gifter_user_id: maybe(id),
  gifter_user_login: text,
  gifter_user_name: text,
})
export const noticeGift = z.looseObject({
  recipient_user_id: id,
  recipient_user_login: id,
  recipient_user_name: text,
  sub_tier: tier,
  community_gift_id: text,
  cumulative_total: toldCount,
})
export const noticeGifts = z.looseObject({
  id,
  total: count,
  sub_tier: tier,
  cumulative_total: toldCount,
})
export const noticeRaid = z.looseObject({ ...who, viewer_count: count })
