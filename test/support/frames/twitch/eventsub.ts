/** Invented payloads in EventSub's shapes. */

export const own = {
  broadcaster_user_id: '700100',
  broadcaster_user_login: 'annstreams',
  broadcaster_user_name: 'AnnStreams',
}

export const bo = { user_id: '700201', user_login: 'bo_builds', user_name: 'Bo_Builds' }
export const cy = { user_id: '700202', user_login: 'cyplays', user_name: 'サイ' }

interface Line {
  readonly text: string
  readonly fragments?: readonly unknown[]
  readonly [field: string]: unknown
}

/** A line of chat. */
export function line({ text, fragments, ...more }: Line) {
  return {
    ...own,
    chatter_user_id: bo.user_id,
    chatter_user_login: bo.user_login,
    chatter_user_name: bo.user_name,
    message_id: '7c5d0001-0000-4000-8000-000000000001',
    message: { text, fragments: fragments ?? [word(text)] },
    message_type: 'text',
    badges: [],
    cheer: null,
    color: '#1E90FF',
    reply: null,
    channel_points_custom_reward_id: null,
    source_broadcaster_user_id: null,
    source_broadcaster_user_login: null,
    source_broadcaster_user_name: null,
    source_message_id: null,
    source_badges: null,
    is_source_only: null,
    ...more,
  }
}

/** Part of a line. */
export const word = (text: string) => ({
  type: 'text',
  text,
  cheermote: null,
  emote: null,
  mention: null,
})

export const emote = (text: string, id: string) => ({
  ...word(text),
  type: 'emote',
  emote: { id, emote_set_id: '0', owner_id: '0', format: ['static'] },
})

/** A notice of chat: a subscription, a gift, a raid. */
export const notice = (kind: string, what: object, text = '') => ({
  ...line({ text }),
  message_id: 'n1',
  chatter_is_anonymous: false,
  system_message: '',
  notice_type: kind,
  [kind]: what,
})
