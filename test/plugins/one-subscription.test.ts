import type { User } from 'promethean'
import { toldAlike } from '../support/every-source.ts'
import { emote, notice, own, word } from '../support/frames/twitch/eventsub.ts'
import {
  olga,
  olgaChats,
  olgaDoes,
  olgaUser,
  userNotice,
} from '../support/frames/twitch/user-notice.ts'

const { id, name, displayName } = olga
const bare = { id, name, displayName, roles: [] }
const jo = { id: '1010', name: 'jo', displayName: 'Jo' }
const joSnake = {
  gifter_user_id: jo.id,
  gifter_user_login: jo.name,
  gifter_user_name: jo.displayName,
}
const told = (kind: string, what: object, { id, text = '' }: { id: string; text?: string }) =>
  [
    'channel.chat.notification',
    { ...notice(kind, what, text), ...olgaChats, message_id: id },
  ] as const
const byHer = (more: object) => ({ user: olgaUser, ...more })
// What is no line of chat tells neither colour nor badges, nor the roles they stand for.
const plainly = <D extends { readonly user: User }>(data: D): D => ({ ...data, user: bare })

const first = { user: olga, tier: '2000', isResub: false }
const renewed = { user: olga, tier: '1000', months: 15, isResub: true }
const renewal = (more: object) => ({
  ...{ cumulative_months: 15, duration_months: 1, streak_months: null, sub_tier: '1000' },
  ...{ is_prime: false, is_gift: false, ...more },
})
const words = { text: 'back Kappa', emotes: [{ id: '25', name: 'Kappa', start: 5, end: 9 }] }
const botEmote = { id: '25', name: 'Kappa', type: 'Twitch', startIndex: 5, endIndex: 9 }
const raider = {
  ...{ from_broadcaster_user_id: id, from_broadcaster_user_login: name },
  ...{ from_broadcaster_user_name: displayName, to_broadcaster_user_id: own.broadcaster_user_id },
  to_broadcaster_user_login: own.broadcaster_user_login,
}

const kimIs = { id: '1110', name: 'kim', displayName: 'Kim', roles: [] }
const kim = { id: '1110', login: 'kim', name: 'Kim', type: 'twitch' }
const toKim = {
  ...{ 'msg-param-recipient-id': '1110', 'msg-param-recipient-user-name': 'kim' },
  ...{ 'msg-param-recipient-display-name': 'Kim', 'msg-param-sub-plan': '1000' },
  'msg-param-origin-id': '555',
}
const toKimSnake = {
  ...{ recipient_user_id: '1110', recipient_user_login: 'kim', recipient_user_name: 'Kim' },
  ...{ sub_tier: '1000', community_gift_id: null },
}
const nobody = 'ananonymousgifter'
const nobodyTags = {
  ...{ login: nobody, 'display-name': 'AnAnonymousGifter', 'user-id': '274598607' },
  ...{ badges: '', color: '', subscriber: '0' },
}

toldAlike([
  {
    ...{ name: 'a first subscription', key: 'n-101' },
    irc: userNotice({
      ...{ id: 'n-101', kind: 'sub' },
      tags: { 'msg-param-sub-plan': '2000', 'msg-param-cumulative-months': '1' },
    }),
    eventSub: told(
      'sub',
      { sub_tier: '2000', is_prime: false, duration_months: 1 },
      { id: 'n-101' },
    ),
    streamerbot: ['Sub', byHer({ sub_tier: '2000', is_prime: false, messageId: 'n-101' })],
    told: { 'channel.subscribed': { ...first, months: 1 } },
    lacks: { eventSub: ['months'], streamerbot: ['months'] },
  },
  {
    name: "a first subscription in TAU's rows",
    tau: [['channel-subscribe', { ...own, ...olgaDoes, tier: '2000', is_gift: false }]],
    told: { 'channel.subscribed': plainly(first) },
  },
  {
    ...{ name: 'a first subscription with Prime', key: 'n-102' },
    irc: userNotice({ id: 'n-102', kind: 'sub', tags: { 'msg-param-sub-plan': 'Prime' } }),
    eventSub: told(
      'sub',
      { sub_tier: '1000', is_prime: true, duration_months: 1 },
      { id: 'n-102' },
    ),
    streamerbot: ['Sub', byHer({ sub_tier: '1000', is_prime: true, messageId: 'n-102' })],
    told: { 'channel.subscribed': { user: olga, tier: 'prime', isResub: false } },
  },
  {
    ...{ name: 'a renewal and its words', key: 'n-103' },
    irc: userNotice({
      ...{ id: 'n-103', kind: 'resub', text: 'back Kappa' },
      tags: {
        ...{ emotes: '25:5-9', 'msg-param-cumulative-months': '15', 'msg-param-sub-plan': '1000' },
        ...{ 'msg-param-should-share-streak': '1', 'msg-param-streak-months': '7' },
      },
    }),
    eventSub: [
      'channel.chat.notification',
      {
        ...told('resub', renewal({ streak_months: 7 }), { id: 'n-103' })[1],
        message: { text: 'back Kappa', fragments: [word('back '), emote('Kappa', '25')] },
      },
    ],
    streamerbot: [
      'ReSub',
      byHer({
        ...{ cumulativeMonths: 15, streakMonths: 7, subTier: '1000', isPrime: false },
        ...{ isGift: false, text: 'back Kappa', messageId: 'n-103' },
        emotes: [botEmote],
      }),
    ],
    told: {
      'channel.subscribed': { ...renewed, streak: 7, text: words.text },
      'chat.message': { messageId: 'n-103', user: olga, isNotice: true, ...words },
    },
  },
  {
    name: "a renewal and its words in TAU's rows",
    tau: [
      [
        'channel-subscription-message',
        {
          ...{ ...own, ...olgaDoes, tier: '1000', cumulative_months: 15, streak_months: 7 },
          message: { text: words.text, emotes: [{ begin: 5, end: 9, id: '25' }] },
        },
      ],
    ],
    told: {
      'channel.subscribed': plainly({ ...renewed, streak: 7, text: words.text }),
      'chat.message': plainly({ messageId: '', user: olga, isNotice: true, ...words }),
    },
  },
  {
    ...{ name: 'a renewal whose streak is not shown', key: 'n-104' },
    irc: userNotice({
      ...{ id: 'n-104', kind: 'resub' },
      tags: {
        ...{ 'msg-param-sub-plan': '1000', 'msg-param-cumulative-months': '15' },
        ...{ 'msg-param-should-share-streak': '0', 'msg-param-streak-months': '7' },
      },
    }),
    eventSub: told('resub', renewal({ streak_months: 0 }), { id: 'n-104' }),
    streamerbot: [
      'ReSub',
      byHer({
        cumulativeMonths: 15,
        streakMonths: 0,
        subTier: '1000',
        messageId: 'n-104',
        text: '',
      }),
    ],
    told: { 'channel.subscribed': renewed },
  },
  {
    ...{ name: 'a renewal somebody else pays for', key: 'n-105' },
    irc: userNotice({
      ...{ id: 'n-105', kind: 'resub' },
      tags: {
        ...{ 'msg-param-sub-plan': '1000', 'msg-param-was-gifted': 'true' },
        ...{ 'msg-param-cumulative-months': '15', 'msg-param-anon-gift': 'false' },
        ...{ 'msg-param-gifter-id': jo.id, 'msg-param-gifter-login': jo.name },
        'msg-param-gifter-name': jo.displayName,
      },
    }),
    eventSub: told('resub', renewal({ is_gift: true, gifter_is_anonymous: false, ...joSnake }), {
      id: 'n-105',
    }),
    streamerbot: [
      'ReSub',
      byHer({
        ...{ cumulativeMonths: 15, subTier: '1000', messageId: 'n-105', text: '' },
        ...{ isGift: true, gifterIsAnonymous: false },
        gifterUser: { id: jo.id, login: jo.name, name: jo.displayName, type: 'twitch' },
      }),
    ],
    told: {
      'channel.subscribed': { ...renewed, gift: { from: { ...jo, roles: [] } } },
    },
  },
  {
    ...{ name: 'a renewal paid for by nobody knows whom', key: 'n-106' },
    irc: userNotice({
      ...{ id: 'n-106', kind: 'resub' },
      tags: {
        ...{ 'msg-param-sub-plan': '1000', 'msg-param-was-gifted': 'true' },
        ...{ 'msg-param-cumulative-months': '15', 'msg-param-anon-gift': 'true' },
      },
    }),
    eventSub: told('resub', renewal({ is_gift: true, gifter_is_anonymous: true }), { id: 'n-106' }),
    streamerbot: [
      'ReSub',
      byHer({
        ...{ cumulativeMonths: 15, subTier: '1000', messageId: 'n-106', text: '' },
        ...{ isGift: true, gifterIsAnonymous: true },
      }),
    ],
    told: {
      'channel.subscribed': { ...renewed, gift: { isAnonymous: true } },
    },
  },
  {
    ...{ name: 'a raid', key: 'n-107' },
    irc: userNotice({
      ...{ id: 'n-107', kind: 'raid' },
      tags: {
        ...{ 'msg-param-login': name, 'msg-param-displayName': displayName },
        'msg-param-viewerCount': '17',
      },
    }),
    eventSub: told('raid', { ...olgaDoes, viewer_count: 17 }, { id: 'n-107' }),
    tau: [['channel-raid', { ...raider, viewers: 17 }]],
    streamerbot: ['Raid', { ...raider, viewers: 17 }],
    told: { 'channel.raided': { from: bare, viewers: 17 } },
    lacks: { tau: ['key'], streamerbot: ['key'] },
  },
  {
    ...{ name: 'the words of an announcement', key: 'n-108' },
    irc: userNotice({
      ...{ id: 'n-108', kind: 'announcement', text: 'later Kappa' },
      tags: { emotes: '25:6-10', 'msg-param-color': 'PURPLE' },
    }),
    eventSub: [
      'channel.chat.notification',
      {
        ...told('announcement', { color: 'PURPLE' }, { id: 'n-108' })[1],
        message: { text: 'later Kappa', fragments: [word('later '), emote('Kappa', '25')] },
      },
    ],
    streamerbot: [
      'Announcement',
      byHer({
        ...{ messageId: 'n-108', text: 'later Kappa', announcementColor: 'PURPLE' },
        emotes: [{ id: '25', name: 'Kappa', type: 'Twitch', startIndex: 6, endIndex: 10 }],
      }),
    ],
    told: {
      'platform.event': { user: olga, text: 'later Kappa' },
      'chat.message': {
        ...{ messageId: 'n-108', text: 'later Kappa', user: olga, isNotice: true },
        emotes: [{ id: '25', name: 'Kappa', start: 6, end: 10 }],
      },
    },
  },
  {
    ...{ name: 'a gift to one', key: 'n-109' },
    irc: userNotice({
      ...{ id: 'n-109', kind: 'subgift' },
      tags: { ...toKim, 'msg-param-sender-count': '4', 'msg-param-months': '3' },
    }),
    eventSub: told('sub_gift', { ...toKimSnake, cumulative_total: 4 }, { id: 'n-109' }),
    streamerbot: [
      'GiftSub',
      byHer({
        ...{ recipient: kim, subTier: '1000', cumlativeTotal: 4, messageId: 'n-109' },
        ...{ fromCommunitySubGift: false, communitySubGiftCount: 0 },
      }),
    ],
    told: {
      'channel.gifted': { user: olga, count: 1, tier: '1000', total: 4 },
      'channel.subscribed': {
        ...{ user: kimIs, tier: '1000', months: 3, gift: { from: olga, giftId: '555' } },
      },
    },
    lacks: { eventSub: ['months', 'gift.giftId'], streamerbot: ['months', 'gift.giftId'] },
  },
  {
    name: "a gift to one in TAU's rows",
    tau: [
      [
        'channel-subscription-gift',
        {
          ...{ ...own, ...olgaDoes, total: 1, tier: '1000', cumulative_total: 4 },
          is_anonymous: false,
        },
      ],
      [
        'channel-subscribe',
        {
          ...{ ...own, user_id: '1110', user_login: 'kim', user_name: 'Kim' },
          ...{ tier: '1000', is_gift: true },
        },
      ],
    ],
    told: {
      'channel.gifted': { user: bare, count: 1, tier: '1000', total: 4 },
      'channel.subscribed': { user: kimIs, tier: '1000', gift: {} },
    },
  },
  {
    ...{ name: 'an anonymous gift to one', key: 'n-110' },
    irc: userNotice({ ...{ id: 'n-110', kind: 'subgift' }, tags: { ...toKim, ...nobodyTags } }),
    eventSub: [
      'channel.chat.notification',
      {
        ...told('sub_gift', { ...toKimSnake, cumulative_total: null }, { id: 'n-110' })[1],
        ...{ chatter_is_anonymous: true, chatter_user_id: '274598607', badges: [], color: '' },
        ...{ chatter_user_login: nobody, chatter_user_name: 'AnAnonymousGifter' },
      },
    ],
    streamerbot: [
      'GiftSub',
      {
        ...{ recipient: kim, subTier: '1000', isAnonymous: true, fromCommunitySubGift: false },
        ...{
          messageId: 'n-110',
          user: { id: '274598607', login: nobody, name: 'AnAnonymousGifter' },
        },
      },
    ],
    told: {
      'channel.gifted': { isAnonymous: true, count: 1, tier: '1000' },
      'channel.subscribed': {
        ...{ user: kimIs, tier: '1000', gift: { isAnonymous: true, giftId: '555' } },
      },
    },
    lacks: { eventSub: ['gift.giftId'], streamerbot: ['gift.giftId'] },
  },
  {
    ...{ name: 'a gift to many', key: '777' },
    irc: userNotice({
      ...{ id: 'n-111', kind: 'submysterygift' },
      tags: {
        ...{ 'msg-param-mass-gift-count': '5', 'msg-param-community-gift-id': '777' },
        ...{ 'msg-param-sub-plan': '2000', 'msg-param-sender-count': '9' },
      },
    }),
    eventSub: told(
      'community_sub_gift',
      { id: '777', total: 5, sub_tier: '2000', cumulative_total: 9 },
      { id: 'n-111' },
    ),
    streamerbot: [
      'GiftBomb',
      byHer({ id: '777', total: 5, sub_tier: '2000', cumulative_total: 9, recipients: [] }),
    ],
    told: { 'channel.gifted': { user: olga, count: 5, tier: '2000', total: 9 } },
  },
  {
    ...{ name: 'a gift to many by somebody whose gifts are not counted', key: '778' },
    irc: userNotice({
      ...{ id: 'n-112', kind: 'submysterygift' },
      tags: {
        ...{ 'msg-param-mass-gift-count': '6', 'msg-param-community-gift-id': '778' },
        ...{ 'msg-param-sub-plan': '1000', 'msg-param-sender-count': '0' },
      },
    }),
    eventSub: told(
      'community_sub_gift',
      { id: '778', total: 6, sub_tier: '1000', cumulative_total: 0 },
      { id: 'n-112' },
    ),
    streamerbot: [
      'GiftBomb',
      byHer({ id: '778', total: 6, sub_tier: '1000', cumulative_total: 0, recipients: [] }),
    ],
    told: { 'channel.gifted': { user: olga, count: 6, tier: '1000' } },
  },
  {
    ...{ name: 'a watch streak, which has no name, and its words' },
    irc: userNotice({
      ...{ id: 'n-113', kind: 'viewermilestone', text: 'always here' },
      tags: { 'msg-param-category': 'watch-streak', 'msg-param-value': '41' },
    }),
    eventSub: told('watch_streak', { streak_count: 41 }, { id: 'n-113', text: 'always here' }),
    streamerbot: [
      'WatchStreak',
      byHer({ messageId: 'n-113', text: 'always here', watchStreak: 41, systemMessage: '…' }),
    ],
    told: {
      'platform.event': { user: olga, text: 'always here' },
      'chat.message': { messageId: 'n-113', text: 'always here', user: olga, isNotice: true },
    },
  },
  {
    ...{ name: "the words of an announcement in a partner's room", key: 'n-114' },
    irc: userNotice({
      ...{ id: 'n-114', kind: 'sharedchatnotice', text: 'hello' },
      tags: { 'source-msg-id': 'announcement', 'source-room-id': '999' },
    }),
    eventSub: [
      'channel.chat.notification',
      {
        ...told('shared_chat_announcement', { color: 'BLUE' }, { id: 'n-114', text: 'hello' })[1],
        ...{ source_broadcaster_user_id: '999', source_broadcaster_user_login: 'fern_house' },
      },
    ],
    streamerbot: [
      'SharedChatAnnouncement',
      byHer({
        ...{ messageId: 'n-114', text: 'hello', isFromSharedChatGuest: true },
        sharedChatSource: { id: '999', login: 'fern_house', name: 'Fern_House', type: 'twitch' },
      }),
    ],
    told: {
      'platform.event': { user: olga, text: 'hello' },
      'chat.message': {
        ...{ messageId: 'n-114', text: 'hello', user: olga, isNotice: true },
        sharedFrom: { id: '999', name: 'fern_house' },
      },
    },
    lacks: { irc: ['sharedFrom.name'] },
  },
])
