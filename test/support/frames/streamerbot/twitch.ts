import { frame } from './frame.ts'

const owl = { id: '90210', login: 'moss_owl', name: 'Moss_Owl', type: 'twitch' }
const pip = { id: '555', login: 'pip_squeak', name: 'Pip_Squeak', type: 'twitch' }
const owlTraits = {
  ...owl,
  role: 1,
  badges: [],
  color: '#1E90FF',
  subscribed: true,
  monthsSubscribed: 5,
}
const flatOwl = {
  userId: '90210',
  userName: 'moss_owl',
  displayName: 'Moss_Owl',
  role: 1,
  isTest: false,
}
const snakeOwl = { user_id: '90210', user_login: 'moss_owl', user_name: 'Moss_Owl' }
const snakeMod = {
  ...{ moderator_user_id: '555', moderator_user_login: 'pip_squeak' },
  moderator_user_name: 'Pip_Squeak',
}
const createdAt = '2026-11-20T19:14:58.250000Z'
const reward = { id: 'rw-1', title: 'Drink water', cost: 300, prompt: 'sip' }

/** Follows, in both spellings. */
export const follows = {
  '0.2.6': frame('Twitch.Follow', {
    ...snakeOwl,
    followed_at: '2026-11-20T19:14:58.2500001Z',
    is_test: false,
  }),
  '1.0.7': frame('Twitch.Follow', {
    ...{ broadcaster: null, isInSharedChat: false, createdAt, isTest: false },
    ...{ targetUser: owl, followedAt: createdAt },
  }),
}

/** Subscriptions and gifts. */
export const subs = {
  subOld: frame('Twitch.Sub', {
    ...flatOwl,
    subTier: 1,
    color: '#1E90FF',
    emotes: [],
    badges: [],
    message: '',
  }),
  sub: frame('Twitch.Sub', {
    ...{ sub_tier: '3000', is_prime: false, duration_months: 1, user: owlTraits, messageId: 'n-1' },
    ...{ systemMessage: 'Moss_Owl subscribed at Tier 3.', isTest: false },
  }),
  prime: frame('Twitch.Sub', {
    sub_tier: '1000',
    is_prime: true,
    user: owlTraits,
    messageId: 'n-2',
  }),
  resub: frame('Twitch.ReSub', {
    ...{
      cumulativeMonths: 14,
      durationMonths: 1,
      streakMonths: 3,
      subTier: '1000',
      isPrime: false,
    },
    ...{ isGift: false, gifterIsAnonymous: false, text: 'over a year', parts: [], user: owlTraits },
    ...{ messageId: 'n-3', systemMessage: '…', isTest: false },
  }),
  resubOld: frame('Twitch.ReSub', {
    ...flatOwl,
    ...{
      cumulativeMonths: 6,
      shareStreak: false,
      streakMonths: 2,
      subTier: 2,
      message: 'six',
      badges: [],
    },
  }),
  gift: frame('Twitch.GiftSub', {
    ...{ durationMonths: 1, cumlativeTotal: 4, recipient: pip, subTier: '1000', user: owlTraits },
    ...{ fromCommunitySubGift: false, communitySubGiftCount: 0, messageId: 'n-4', isTest: false },
  }),
  giftAnonymous: frame('Twitch.GiftSub', {
    ...{
      isAnonymous: true,
      recipient: pip,
      subTier: '1000',
      fromCommunitySubGift: false,
      messageId: 'n-5',
    },
    user: { id: '274598607', login: 'ananonymousgifter', name: 'AnAnonymousGifter' },
  }),
  giftOld: frame('Twitch.GiftSub', {
    ...flatOwl,
    ...{
      isAnonymous: false,
      totalSubsGifted: 2,
      cumulativeMonths: 4,
      monthsGifted: 1,
      fromSubBomb: false,
    },
    ...{
      recipientUserId: '555',
      recipientUsername: 'pip_squeak',
      recipientDisplayName: 'Pip_Squeak',
      subTier: 1,
    },
  }),
}

/** Two subscriptions given at once: the bomb, and a moment later each of its gifts. */
export const bomb = [
  frame('Twitch.GiftBomb', {
    ...{
      id: '7788',
      total: 2,
      cumulative_total: 12,
      sub_tier: '1000',
      user: owlTraits,
      messageId: 'n-6',
    },
    recipients: [pip, { id: '556', login: 'fern', name: 'Fern', type: 'twitch' }],
  }),
  ...[pip, { id: '556', login: 'fern', name: 'Fern', type: 'twitch' }].map((recipient, index) =>
    frame('Twitch.GiftSub', {
      ...{
        durationMonths: 1,
        cumlativeTotal: 0,
        recipient,
        subTier: '1000',
        communityGiftId: '7788',
      },
      ...{
        fromCommunitySubGift: true,
        communitySubGiftCount: 2,
        user: owlTraits,
        messageId: `n-7-${index}`,
      },
    }),
  ),
]

/** A bomb of 0.1.x, which has no ids. */
export const oldBomb = frame('Twitch.GiftBomb', {
  ...flatOwl,
  isAnonymous: false,
  gifts: 10,
  totalGifts: 30,
  subTier: 1,
})

/** Raids, redemptions and the state of the stream. */
export const happenings = {
  raid: frame('Twitch.Raid', {
    ...{ from_broadcaster_user_id: '90210', from_broadcaster_user_login: 'moss_owl' },
    ...{
      from_broadcaster_user_name: 'Moss_Owl',
      to_broadcaster_user_id: '4242',
      viewers: 31,
      is_test: false,
    },
  }),
  raidOld: frame('Twitch.Raid', {
    ...flatOwl,
    viewerCount: 31,
    profileImage: 'owl.png',
    isTest: true,
  }),
  redemption: frame('Twitch.RewardRedemption', {
    ...{ id: 'rd-1', ...snakeOwl, user_input: 'cheers', status: 'unfulfilled', reward },
    redeemed_at: '2026-11-20T19:14:58.2501234Z',
  }),
  redemptionNew: frame('Twitch.RewardRedemption', {
    ...{
      redemptionId: 'rd-1',
      reward: { ...reward, requiresUserInput: true },
      user: owl,
      status: 'unfulfilled',
    },
    ...{ userInput: 'cheers', counter: 3, createdAt: '2026-11-20T19:14:58.250000Z', isTest: false },
  }),
  automatic: frame('Twitch.AutomaticRewardRedemption', {
    ...{
      id: 'rd-2',
      ...snakeOwl,
      user_input: '',
      reward_type: 'send_highlighted_message',
      cost: 200,
    },
    ...{ message_text: 'look at me', message_emotes: [], redeemed_at: createdAt },
  }),
  online: frame('Twitch.StreamOnline', {
    id: '5511',
    type: 'live',
    started_at: '2026-11-20T19:00:00Z',
  }),
  offline: frame('Twitch.StreamOffline', {}),
  update: frame('Twitch.StreamUpdate', {
    ...{
      channelId: '4242',
      channel: 'Ann',
      status: 'Building a shed',
      oldStatus: 'Soon',
      is_test: false,
    },
    ...{ game: { id: '1', name: 'Makers & Crafting' }, oldGame: { id: '2', name: 'Art' } },
  }),
  ad: frame('Twitch.AdRun', {
    ...{
      length_seconds: 90,
      is_automatic: true,
      timestamp: createdAt,
      requester_user_login: 'ann',
    },
  }),
}

/** What moderators did. */
export const moderation = {
  deleted: frame('Twitch.ChatMessageDeleted', {
    targetUser: owl,
    messageId: 'd-1',
    moderator: pip,
    isTest: false,
  }),
  timedOut: frame('Twitch.UserTimedOut', {
    ...{ ...snakeOwl, reason: 'caps', expires_at: '2026-11-20T19:24:58Z', duration: 600 },
    ...{ ...snakeMod, created_at: createdAt, is_test: false },
  }),
  timedOutOld: frame('Twitch.UserTimedOut', {
    ...{ target_user_display: 'Moss_Owl', target_user_id: '90210', target_user_login: 'moss_owl' },
    ...{
      created_at: createdAt,
      created_by_user_id: '555',
      created_by: 'pip_squeak',
      duration: 600,
    },
    ...{ moderation_action: 'timeout', reason: 'caps', isTest: false },
  }),
  banned: frame('Twitch.UserBanned', {
    ...snakeOwl,
    reason: '',
    ...snakeMod,
    created_at: createdAt,
    is_test: false,
  }),
  unbanned: frame('Twitch.UserUnbanned', { ...snakeOwl, ...snakeMod, created_at: createdAt }),
  untimedOut: frame('Twitch.UserUntimedOut', { targetUser: owl, moderator: pip, createdAt }),
  cleared: frame('Twitch.ChatCleared', {}),
}

const choices = [
  { id: 'c1', title: 'Oak', votes: 7, channel_points_votes: 0 },
  { id: 'c2', title: 'Pine', votes: 2, channel_points_votes: 0 },
]
const outcomes = [
  { id: 'o1', title: 'It stands', color: 'BLUE', users: 3, channel_points: 900 },
  { id: 'o2', title: 'It falls', color: 'PINK', users: 5, channel_points: 1500 },
]
const train = {
  id: 'ht-1',
  level: 2,
  total: 1800,
  goal: 2100,
  progress: 200,
  started_at: createdAt,
  isTest: false,
}

/** Hype trains, polls and predictions. */
export const shows = {
  trainStart: frame('Twitch.HypeTrainStart', train),
  trainLevel: frame('Twitch.HypeTrainLevelUp', { ...train, level: 3 }),
  trainEnd: frame('Twitch.HypeTrainEnd', { ...train, goal: 0, ended_at: '2026-11-20T19:20:00Z' }),
  pollStart: frame('Twitch.PollCreated', {
    id: 'p-1',
    title: 'Which wood?',
    choices,
    started_at: createdAt,
  }),
  pollEnd: frame('Twitch.PollCompleted', {
    id: 'p-1',
    title: 'Which wood?',
    choices,
    status: 'completed',
  }),
  predictionStart: frame('Twitch.PredictionCreated', { id: 'pr-1', title: 'The shed', outcomes }),
  predictionLock: frame('Twitch.PredictionLocked', {
    id: 'pr-1',
    title: 'The shed',
    outcomes,
    locked_at: createdAt,
  }),
  predictionEnd: frame('Twitch.PredictionCompleted', {
    ...{ id: 'pr-1', title: 'The shed', outcomes, status: 'resolved', winning_outcome_id: 'o1' },
  }),
}

/** What the vocabulary has no name for. */
export const unnamed = [
  frame('Twitch.RaidStart', { ...snakeOwl, viewer_count: 10 }),
  frame('Twitch.RaidSend', {
    from_broadcaster_user_login: 'ann',
    to_broadcaster_user_login: 'moss_owl',
    viewers: 3,
  }),
  frame('Twitch.RewardRedemptionUpdated', { id: 'rd-1', ...snakeOwl, status: 'fulfilled', reward }),
  frame('Twitch.ViewerCountUpdate', { viewers: 12 }),
  frame('Twitch.PayItForward', { gifterUser: pip, user: owlTraits, messageId: 'n-9' }),
]
