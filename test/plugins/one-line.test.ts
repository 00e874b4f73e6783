import type { ChatMessage, Events, User } from 'promethean'
import { CHANNEL, type Happening, ROOM, toldAlike } from '../support/every-source.ts'
import { emote, line as eventSubLine, word } from '../support/frames/twitch/eventsub.ts'
import { chatLine } from '../support/twitch/lines.ts'

interface Line {
  readonly name: string
  readonly text?: string
  /** As written, where that is not the text. */
  readonly written?: string
  readonly login?: string
  readonly displayName?: string
  readonly badges?: readonly string[]
  readonly roles?: readonly string[]
  readonly color?: string
  /** What else each source is told. */
  readonly tags?: Readonly<Record<string, string>>
  readonly eventSub?: object
  readonly streamerbot?: object
  /** Streamer.bot's number; 0 says nothing. */
  readonly role?: number
  /** What it is beside text and user. */
  readonly is?: Partial<ChatMessage>
  readonly cheer?: Partial<Events['channel.cheered']>
}

let lines = 0

function line(given: Line): Happening {
  const { login = 'bo', displayName = 'Bo', badges = [], roles = [], color, is, cheer } = given
  const { name, text = 'hello', written = text, role = 0, tags, eventSub, streamerbot } = given
  lines += 1
  const id = `6f1f4a3e-0000-4c52-9d3a-${String(lines).padStart(12, '0')}`
  const worn = badges
    .map(badge => badge.split('/'))
    .map(([name = '', version = '']) => ({ name, version }))
  const user: User = {
    ...{ id: '4711', name: login, displayName: displayName || login, roles },
    ...(color && { color }),
    ...(worn.length > 0 && { badges: worn }),
  }
  const subscribed = roles.includes('subscriber')
  return {
    name,
    key: id,
    irc: chatLine({
      ...{ channel: CHANNEL, login, text: written, id },
      tags: {
        ...{ badges: badges.join(), color: color ?? '', 'display-name': displayName },
        ...{
          'user-id': '4711',
          'room-id': ROOM,
          subscriber: badges.some(isSubscriber) ? '1' : '0',
        },
        ...{ mod: roles.includes('moderator') ? '1' : '0', ...tags },
      },
    }),
    eventSub: [
      'channel.chat.message',
      eventSubLine({
        ...{ text: written, message_id: id, color: color ?? '', chatter_user_id: '4711' },
        ...{ chatter_user_login: login, chatter_user_name: displayName },
        badges: worn.map(badge => ({ set_id: badge.name, id: badge.version, info: '' })),
        ...eventSub,
      }),
    ],
    streamerbot: [
      'ChatMessage',
      {
        ...{ messageId: id, text, emotes: [], isReply: false, anonymous: false },
        user: {
          id: '4711',
          login,
          name: displayName,
          role,
          badges: worn,
          color: color ?? '',
          subscribed,
        },
        ...streamerbot,
        meta: {
          firstMessage: tags?.['first-msg'] === '1',
          isMe: written !== text,
          internal: false,
        },
      },
    ],
    told: {
      'chat.message': { messageId: id, text, user, isFirst: false, ...is },
      ...(cheer && { 'channel.cheered': { user, bits: 0, text, ...cheer } }),
    },
    lacks: {
      irc: ['sharedFrom.name'],
      tauChat: ['sharedFrom.name'],
      eventSub: ['isFirst'],
    },
  }
}

const isSubscriber = (badge: string) => badge.startsWith('subscriber/')

const emotes = [
  { id: '25', name: 'Kappa', start: 2, end: 6 },
  { id: '1902', name: 'Keepo', start: 8, end: 12 },
  { id: '25', name: 'Kappa', start: 14, end: 18 },
]
const at = (id: string, name: string, startIndex: number) => ({
  ...{ id, name, type: 'Twitch', startIndex, endIndex: startIndex + 4 },
})
const parent = '6f1f4a3e-0001-4c52-9d3a-5b0a00000001'
const question = 'what; is\\this,\nor = that?'
const neighbour = (id: string, login: string) => ({
  tags: { 'source-room-id': id, 'source-id': 'aaaaaaaa-0009-4c52-9d3a-5b0a00000009' },
  eventSub: { source_broadcaster_user_id: id, source_broadcaster_user_login: login },
  streamerbot: { sharedChatSource: { id, login, name: login, type: 'twitch' } },
})

const cases: readonly Line[] = [
  { name: 'a viewer', role: 1 },
  {
    ...{ name: 'the broadcaster', login: CHANNEL, displayName: 'AnnStreams', role: 4 },
    ...{ badges: ['broadcaster/1', 'subscriber/12'], roles: ['broadcaster', 'subscriber'] },
  },
  {
    ...{ name: 'a moderator who subscribes', role: 3 },
    ...{ badges: ['moderator/1', 'subscriber/6'], roles: ['moderator', 'subscriber'] },
  },
  { name: 'a lead moderator', badges: ['lead_moderator/1'], roles: ['moderator'] },
  { name: 'a founder', badges: ['founder/0'], roles: ['subscriber'] },
  { name: 'a vip', badges: ['vip/1', 'bits/100'], roles: ['vip'], role: 2, displayName: 'サイ' },
  { name: 'somebody in a colour', color: '#1E90FF' },
  { name: 'somebody without a display name', displayName: '' },
  { name: "somebody's first line", tags: { 'first-msg': '1' }, is: { isFirst: true } },
  { name: 'a text beyond ASCII', text: 'こんにちは 😀 Kappa' },
  { name: 'blanks before, within and after a text', text: '  two  here  ' },
  {
    ...{ name: 'emotes behind an emoji, told in any order', text: '😀 Kappa Keepo Kappa' },
    tags: { emotes: '25:14-18,2-6/1902:8-12' },
    eventSub: {
      fragments: [
        ...[word('😀 '), emote('Kappa', '25'), word(' '), emote('Keepo', '1902')],
        ...[word(' '), emote('Kappa', '25')],
      ],
    },
    streamerbot: { emotes: [at('25', 'Kappa', 14), at('1902', 'Keepo', 8), at('25', 'Kappa', 2)] },
    is: { emotes },
  },
  {
    name: 'emotes outside of the text',
    tags: { emotes: '25:0-99,4-1,3-9/:0-1' },
    streamerbot: { emotes: [at('25', 'Kappa', 95), at('25', 'Kappa', 3)] },
  },
  {
    ...{
      name: 'an action and its emote',
      text: '😀 Kappa',
      is: { isAction: true, emotes: emotes.slice(0, 1) },
    },
    ...{ written: '\u0001ACTION 😀 Kappa\u0001', tags: { emotes: '25:2-6' } },
    eventSub: {
      fragments: [word('\u0001ACTION 😀 '), emote('Kappa', '25'), word('\u0001')],
    },
    streamerbot: { emotes: [at('25', 'Kappa', 2)] },
  },
  {
    ...{ name: 'an action whose end was cut off', text: 'waves', is: { isAction: true } },
    ...{ written: '\u0001ACTION waves', streamerbot: { text: '\u0001ACTION waves' } },
  },
  {
    name: 'a reply, and what it answers in signs that are escaped in a tag',
    tags: {
      ...{ 'reply-parent-msg-id': parent, 'reply-parent-msg-body': question },
      ...{ 'reply-parent-user-id': '555', 'reply-parent-user-login': 'pip_squeak' },
      'reply-parent-display-name': 'Pip_Squeak',
    },
    eventSub: {
      reply: {
        ...{ parent_message_id: parent, parent_message_body: question, parent_user_id: '555' },
        ...{ parent_user_login: 'pip_squeak', parent_user_name: 'Pip_Squeak' },
      },
    },
    streamerbot: {
      reply: {
        ...{ msgId: parent, msgBody: question, userId: '555' },
        ...{ userLogin: 'pip_squeak', userName: 'Pip_Squeak' },
      },
    },
    is: {
      reply: {
        ...{ messageId: parent, text: question },
        user: { id: '555', name: 'pip_squeak', displayName: 'Pip_Squeak' },
      },
    },
  },
  {
    name: 'a reply to a login in capitals whose id is not told',
    tags: {
      ...{ 'reply-parent-msg-id': parent, 'reply-parent-user-login': 'Pip_Squeak' },
      'reply-parent-display-name': 'Pip_Squeak',
    },
    eventSub: {
      reply: {
        ...{ parent_message_id: parent, parent_message_body: '', parent_user_id: null },
        ...{ parent_user_login: 'Pip_Squeak', parent_user_name: 'Pip_Squeak' },
      },
    },
    streamerbot: { reply: { msgId: parent, userLogin: 'Pip_Squeak', userName: 'Pip_Squeak' } },
    is: { reply: { messageId: parent, user: { name: 'pip_squeak', displayName: 'Pip_Squeak' } } },
  },
  {
    name: 'a reply to somebody known by the id alone',
    tags: { 'reply-parent-msg-id': parent, 'reply-parent-user-id': '555' },
    eventSub: { reply: { parent_message_id: parent, parent_user_id: '555' } },
    streamerbot: { reply: { msgId: parent, userId: '555' } },
    is: { reply: { messageId: parent, user: { id: '555' } } },
  },
  {
    name: 'a reply to nobody knows whom',
    tags: { 'reply-parent-msg-id': parent },
    eventSub: { reply: { parent_message_id: parent } },
    streamerbot: { reply: { msgId: parent } },
    is: { reply: { messageId: parent } },
  },
  {
    ...{ name: 'a cheer', text: 'Cheer100 well done', is: { bits: 100 }, cheer: { bits: 100 } },
    ...{ tags: { bits: '100' }, eventSub: { cheer: { bits: 100 } }, streamerbot: { bits: 100 } },
  },
  {
    name: 'no bits',
    tags: { bits: '0' },
    eventSub: { cheer: { bits: 0 } },
    streamerbot: { bits: 0 },
  },
  {
    ...{
      name: 'a line from a room next door, whose bits are not cheered here',
      is: { bits: 50, sharedFrom: { id: '999', name: 'fern_house' } },
    },
    tags: { ...neighbour('999', '').tags, bits: '50' },
    eventSub: { ...neighbour('999', 'Fern_House').eventSub, cheer: { bits: 50 } },
    streamerbot: {
      ...neighbour('999', 'Fern_House').streamerbot,
      isFromSharedChatGuest: true,
      bits: 50,
    },
  },
  {
    ...{ name: 'a line of this room that others see too', ...neighbour(ROOM, CHANNEL) },
  },
]

const nobody = { login: 'ananonymouscheerer', displayName: 'AnAnonymousCheerer' }
const hidden = line({
  ...{ name: 'an anonymous cheer', ...nobody, is: { bits: 30 } },
  ...{ tags: { bits: '30' }, eventSub: { cheer: { bits: 30 } } },
  streamerbot: { bits: 30, anonymous: true },
})
const odd = line({ name: 'bits that are no number', tags: { bits: '1e2' } })

toldAlike([
  ...cases.map(line),
  {
    ...hidden,
    told: { ...hidden.told, 'channel.cheered': { bits: 30, text: 'hello', isAnonymous: true } },
  },
  { name: odd.name, irc: odd.irc ?? '', told: odd.told, lacks: odd.lacks ?? {} },
])
