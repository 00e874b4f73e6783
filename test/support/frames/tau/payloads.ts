/** Made-up `event_data` in the shapes TAU forwards, one of each type. */

export const own = {
  broadcaster_user_id: '700100',
  broadcaster_user_login: 'annstreams',
  broadcaster_user_name: 'AnnStreams',
}

const bo = { user_id: '700201', user_login: 'bo_builds', user_name: 'Bo_Builds' }
const cy = { user_id: '700202', user_login: 'cyplays', user_name: 'サイ' }
const mod = {
  moderator_user_id: '700301',
  moderator_user_login: 'dee_mods',
  moderator_user_name: 'Dee_Mods',
}
const reward = {
  id: '5f00aa11-0000-4000-8000-00000000beef',
  title: 'Stretch',
  cost: 150,
  prompt: '',
}
const redemption = {
  id: '5f00aa11-0000-4000-8000-000000000001',
  ...own,
  ...cy,
  user_input: 'arms, please — ありがとう',
  status: 'unfulfilled',
  reward,
  redeemed_at: '2026-11-20T19:05:07.123456789Z',
}
const train = {
  id: 'train-1',
  ...own,
  total: 700,
  progress: 200,
  goal: 1000,
  top_contributions: [{ ...bo, type: 'bits', total: 500 }],
  last_contribution: { ...bo, type: 'bits', total: 500 },
  started_at: '2026-11-20T19:10:00.11017106713Z',
  expires_at: '2026-11-20T19:15:00.11017106713Z',
}
const poll = {
  id: 'poll-1',
  ...own,
  title: 'Next game?',
  choices: [
    { id: 'c1', title: 'Chess', votes: 4, bits_votes: 0, channel_points_votes: 1 },
    { id: 'c2', title: 'Go', votes: 6, bits_votes: 0, channel_points_votes: 0 },
  ],
  started_at: '2026-11-20T19:20:00Z',
  ends_at: '2026-11-20T19:21:00Z',
}
const prediction = {
  id: 'prediction-1',
  ...own,
  title: 'Will it boot?',
  outcomes: [
    { id: 'o1', title: 'Yes', color: 'blue', users: 3, channel_points: 900, top_predictors: [] },
    { id: 'o2', title: 'No', color: 'pink', users: 1, channel_points: 50, top_predictors: [] },
  ],
  started_at: '2026-11-20T19:30:00Z',
  locks_at: '2026-11-20T19:32:00Z',
}

export const raidOf = (from: typeof own, to: typeof own, viewers: unknown = 17) => ({
  from_broadcaster_user_id: from.broadcaster_user_id,
  from_broadcaster_user_login: from.broadcaster_user_login,
  from_broadcaster_user_name: from.broadcaster_user_name,
  to_broadcaster_user_id: to.broadcaster_user_id,
  to_broadcaster_user_login: to.broadcaster_user_login,
  to_broadcaster_user_name: to.broadcaster_user_name,
  viewers,
})

export const friend = {
  broadcaster_user_id: '700400',
  broadcaster_user_login: 'eve_streams',
  broadcaster_user_name: 'Eve_Streams',
}

/** By TAU's event type. */
export const payloads = {
  'channel-follow': { ...bo, ...own, followed_at: '2026-11-20T19:00:01.98765432Z' },
  'channel-update': {
    ...own,
    title: 'Soldering, part 3',
    language: 'en',
    category_id: '509670',
    category_name: 'Science & Technology',
    is_mature: false,
  },
  'channel-subscribe': { ...bo, ...own, tier: '1000', is_gift: false },
  'channel-subscription-end': { ...bo, ...own, tier: '1000', is_gift: false },
  'channel-subscription-gift': {
    ...bo,
    ...own,
    total: 3,
    tier: '2000',
    cumulative_total: null,
    is_anonymous: false,
  },
  'channel-subscription-message': {
    ...cy,
    ...own,
    tier: '3000',
    message: { text: 'still here Kappa', emotes: [{ begin: 11, end: 15, id: '25' }] },
    cumulative_months: 9,
    streak_months: null,
    duration_months: 1,
  },
  'channel-cheer': { is_anonymous: false, ...bo, ...own, message: 'Cheer250 wow', bits: 250 },
  'channel-raid': raidOf(friend, own),
  'channel-ban': {
    ...cy,
    ...own,
    ...mod,
    reason: 'caps',
    banned_at: '2026-11-20T19:40:00.5Z',
    ends_at: '2026-11-20T19:50:00.5Z',
    is_permanent: false,
  },
  'channel-unban': { ...cy, ...own, ...mod },
  'channel-moderator-add': { ...cy, ...own },
  'channel-channel_points_custom_reward-add': { ...reward, ...own, is_enabled: true },
  'channel-channel_points_custom_reward_redemption-add': redemption,
  'channel-channel_points_custom_reward_redemption-update': { ...redemption, status: 'fulfilled' },
  'channel-poll-begin': poll,
  'channel-poll-progress': poll,
  'channel-poll-end': { ...poll, status: 'completed', ended_at: '2026-11-20T19:21:00Z' },
  'channel-prediction-begin': prediction,
  'channel-prediction-progress': prediction,
  'channel-prediction-lock': { ...prediction, locked_at: '2026-11-20T19:32:00Z' },
  'channel-prediction-end': {
    ...prediction,
    winning_outcome_id: 'o1',
    status: 'resolved',
    ended_at: '2026-11-20T19:35:00Z',
  },
  'channel-goal-begin': {
    id: 'goal-1',
    ...own,
    type: 'follower',
    current_amount: 1,
    target_amount: 9,
  },
  'channel-hype_train-begin': train,
  'channel-hype_train-progress': { ...train, level: 2 },
  'channel-hype_train-end': { ...train, level: 3, ended_at: '2026-11-20T19:18:00Z' },
  'channel-charity_campaign-donate': {
    campaign_id: 'charity-1',
    broadcaster_id: '700100',
    broadcaster_login: 'annstreams',
    broadcaster_name: 'AnnStreams',
    ...bo,
    amount: { value: 500, decimal_places: 2, currency: 'USD' },
  },
  'stream-online': { id: '41002', ...own, type: 'live', started_at: '2026-11-20T18:58:00.11Z' },
  'stream-offline': { ...own },
} as const
