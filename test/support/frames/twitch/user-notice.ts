import { tagText } from '../../twitch/lines.ts'

interface UserNotice {
  readonly kind: string
  readonly id: string
  readonly tags?: Readonly<Record<string, string>>
  readonly text?: string
}

/** Olga, as every source receives her: the user of all notices. */
export const olga = {
  id: '7310',
  name: 'olga',
  displayName: 'Olga',
  roles: ['subscriber'],
  color: '#2E8B57',
  badges: [{ name: 'subscriber', version: '12' }],
} as const

/** A USERNOTICE of #annstreams by her, as Twitch sends it. */
export function userNotice({ kind, id, tags = {}, text = '' }: UserNotice): string {
  const told = {
    ...{ 'badge-info': 'subscriber/15', badges: 'subscriber/12', color: olga.color },
    ...{ 'display-name': olga.displayName, emotes: '', flags: '', id, login: olga.name, mod: '0' },
    ...{ 'msg-id': kind, 'room-id': '700100', subscriber: '1', 'system-msg': 'Olga does it' },
    ...{ 'tmi-sent-ts': String(Date.now()), 'user-id': olga.id, 'user-type': '', ...tags },
  }
  return `${tagText(told)}:tmi.twitch.tv USERNOTICE #annstreams${text === '' ? '' : ` :${text}`}`
}

/** Her fields in a notice of EventSub. */
export const olgaChats = {
  ...{ chatter_user_id: olga.id, chatter_user_login: olga.name, color: olga.color },
  chatter_user_name: olga.displayName,
  badges: [{ set_id: 'subscriber', id: '12', info: '15' }],
}

/** Her fields in any other event of EventSub. */
export const olgaDoes = { user_id: olga.id, user_login: olga.name, user_name: olga.displayName }

/** Olga as Streamer.bot sends a user. */
export const olgaUser = {
  ...{ id: olga.id, login: olga.name, name: olga.displayName, type: 'twitch', role: 1 },
  ...{ color: olga.color, badges: olga.badges, subscribed: true },
}
