import { frame } from './frame.ts'

const subscriberBadge = { name: 'subscriber', version: '6', imageUrl: 'https://img.test/b/6' }
const kappa = { id: '25', type: 'Twitch', name: 'Kappa', imageUrl: 'https://img.test/e/25' }
const at = '2026-11-20T20:15:00.1234567+01:00'
const createdAt = '2026-11-20T19:14:59.500000Z'
const room = { id: '4242', login: 'ann', name: 'Ann', type: 'twitch' }

/** The message in all eras below: a moderator who subscribes, an emote after an emoji. */
const text = '😀 nice jump Kappa'
const messageId = '0b9f3c1e-1111-4222-8333-444455556666'
const emotes = [{ ...kappa, startIndex: 12, endIndex: 16 }]
const user = {
  role: 3,
  badges: [{ name: 'moderator', version: '1' }, subscriberBadge],
  color: '#1E90FF',
  subscribed: true,
  subscriptionTier: '1000',
  monthsSubscribed: 7,
  id: '90210',
  login: 'moss_owl',
  name: 'Moss_Owl',
  type: 'twitch',
}
const oldMessage = {
  ...{ internal: false, msgId: messageId, userId: '90210', username: 'moss_owl', role: 3 },
  ...{ subscriber: true, displayName: 'Moss_Owl', color: '#1E90FF', channel: 'ann', message: text },
  ...{
    isHighlighted: false,
    isMe: false,
    isCustomReward: false,
    isAnonymous: false,
    isReply: false,
  },
  ...{ bits: 0, firstMessage: false, hasBits: false, emotes, cheerEmotes: [], badges: user.badges },
  ...{ monthsSubscribed: 7, isTest: false },
}
const meta = {
  internal: false,
  firstMessage: false,
  isHighlighted: false,
  isMe: false,
  isTest: false,
}
const parts = [
  { type: 'text', text: '😀 nice jump ' },
  { type: 'emote', text: 'Kappa', source: 'Twitch', imageUrl: 'https://img.test/e/25' },
]

const line026 = {
  ...{ message: { ...oldMessage, returningChatter: false, sharedChat: false, sourceBadges: [] } },
  ...{ user, messageId, meta, anonymous: false, text, emotes, parts, isReply: false },
  ...{ isSharedChat: false, isTest: false },
}
const line105 = {
  ...{ user, messageId, meta: { ...meta, createdAt }, anonymous: false, text, emotes, parts },
  ...{ isReply: false, broadcaster: room, isInSharedChat: false, isSharedChatHost: false },
  ...{ isFromSharedChatGuest: false, createdAt, isTest: false },
}

/** One message, as each era sends it. */
export const sameLine = {
  '0.1.x': frame('Twitch.ChatMessage', { message: oldMessage }, at),
  '0.2.6': frame('Twitch.ChatMessage', line026, at),
  '1.0.5': frame('Twitch.ChatMessage', line105, at),
}

const plain = { ...user, role: 1, badges: [], subscribed: false, color: '' }

/** Messages with something special, as 1.0.5 and later send them. */
export const specialLines = {
  reply: frame('Twitch.ChatMessage', {
    ...line105,
    ...{ messageId: 'r-1', text: '@Pip_Squeak yes', emotes: [], isReply: true },
    reply: {
      msgId: 'r-0',
      msgBody: 'again?',
      userId: '555',
      userLogin: 'pip_squeak',
      userName: 'Pip_Squeak',
    },
  }),
  first: frame('Twitch.ChatMessage', {
    ...line105,
    ...{
      user: plain,
      messageId: 'f-1',
      text: 'hi all',
      emotes: [],
      meta: { ...meta, firstMessage: true },
    },
  }),
  action: frame('Twitch.ChatMessage', {
    ...line105,
    ...{ messageId: 'a-1', text: 'waves', emotes: [], meta: { ...meta, isMe: true } },
  }),
  guest: frame('Twitch.ChatMessage', {
    ...line105,
    ...{ user: plain, messageId: 'g-1', text: 'hello neighbours', emotes: [], bits: 50 },
    ...{ isInSharedChat: true, isSharedChatHost: true, isFromSharedChatGuest: true },
    sharedChatSource: { id: '777', login: 'Fern_House', name: 'Fern_House', type: 'twitch' },
  }),
  unitPositions: frame('Twitch.ChatMessage', {
    ...line105,
    ...{ messageId: 'u-1', emotes: [{ ...kappa, startIndex: 13, endIndex: 17 }] },
  }),
  strangeRole: frame('Twitch.ChatMessage', {
    ...line105,
    ...{ user: { ...plain, role: 5, id: 90210 }, messageId: 's-1', text: 'hm', emotes: [] },
  }),
}

const cheerEmotes = [{ bits: 150, name: 'Cheer', startIndex: 0, endIndex: 7 }]
const cheerText = 'Cheer150 well done'

/** A cheer, as each era sends it. */
export const sameCheer = {
  '0.1.x': frame('Twitch.Cheer', {
    message: {
      ...oldMessage,
      message: cheerText,
      bits: 150,
      hasBits: true,
      emotes: [],
      cheerEmotes,
    },
  }),
  '0.2.6': frame('Twitch.Cheer', {
    ...line026,
    ...{ bits: 150, cheerEmotes, text: cheerText, emotes: [] },
    message: { ...oldMessage, message: cheerText, bits: 150, emotes: [], cheerEmotes },
  }),
  '1.0.5': frame('Twitch.Cheer', {
    ...line105,
    bits: 150,
    cheerEmotes,
    text: cheerText,
    emotes: [],
  }),
}

/** Told beside the line itself: never a second line. */
export const firstWords = [
  frame('Twitch.FirstWord', { message: oldMessage }),
  frame('Twitch.FirstWord', { bits: 0, cheerEmotes: [], ...line026 }),
  frame('Twitch.FirstWord', line105),
]
