import { AT, type Happening, toldAlike } from '../support/every-source.ts'
import { own } from '../support/frames/twitch/eventsub.ts'
import { tagText } from '../support/twitch/lines.ts'

const pip = { id: '555', name: 'pip_squeak', displayName: 'Pip_Squeak', roles: [] }
const pipDoes = { user_id: pip.id, user_login: pip.name, user_name: pip.displayName }
const dee = { id: '700301', name: 'dee_mods', displayName: 'Dee_Mods' }
const byDee = {
  ...{ moderator_user_id: dee.id, moderator_user_login: dee.name },
  moderator_user_name: dee.displayName,
}
const pipIsTarget = {
  ...{ target_user_id: pip.id, target_user_login: pip.name, target_user_name: pip.displayName },
}
const targetUser = { id: pip.id, login: pip.name, name: pip.displayName, type: 'twitch' }
const deeUser = { id: dee.id, login: dee.name, name: dee.displayName, type: 'twitch' }
const at = AT.toISOString()
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1_000).toISOString()
const chat = (command: string, tags: Readonly<Record<string, string>>, text: string) =>
  `${tagText({ 'room-id': '700100', 'tmi-sent-ts': String(AT.getTime()), ...tags })}:tmi.twitch.tv ${command} #annstreams :${text}`

/** Told by EventSub, by TAU which hands its payload on, and by Streamer.bot from the same fields. */
function forwarded(
  type: string,
  payload: object,
  bot: NonNullable<Happening['streamerbot']>,
): Pick<Happening, 'eventSub' | 'tau' | 'streamerbot'> {
  const event = { ...own, ...payload }
  return { eventSub: [type, event], tau: [[type.replaceAll('.', '-'), event]], streamerbot: bot }
}

const PHASES = { begin: 'started', progress: 'progressed', end: 'ended' } as const
const REDEMPTION = 'channel.channel_points_custom_reward_redemption.add'
const reward = { id: 'w1', title: 'Stretch', cost: 150 }
const redemption = (id: string, more: object) => ({
  ...{ id, ...pipDoes, status: 'unfulfilled', reward: { ...reward, prompt: '' }, redeemed_at: at },
  ...more,
})
const choices = [
  { id: 'c1', title: 'Chess', votes: 4, bits_votes: 0, channel_points_votes: 1 },
  { id: 'c2', title: 'Go', votes: 0, bits_votes: 0, channel_points_votes: 0 },
]
const poll = { id: 'p1', title: 'Next game?', choices, started_at: at }
const asked = {
  ...{ pollId: 'p1', title: 'Next game?' },
  choices: [
    { title: 'Chess', votes: 4 },
    { title: 'Go', votes: 0 },
  ],
}
const outcomes = [
  { id: 'o1', title: 'Yes', color: 'blue', users: 3, channel_points: 900 },
  { id: 'o2', title: 'No', color: 'pink', users: 1, channel_points: 50 },
]
const prediction = { id: 'q1', title: 'Will it boot?', outcomes, started_at: at }
const resolved = { winning_outcome_id: 'o1', status: 'resolved', ended_at: at }
const guessed = {
  ...{ predictionId: 'q1', title: 'Will it boot?' },
  outcomes: [
    { id: 'o1', title: 'Yes', users: 3, points: 900 },
    { id: 'o2', title: 'No', users: 1, points: 50 },
  ],
}
const train = { id: 't1', level: 2, total: 700, goal: 1_000, progress: 200, started_at: at }
const rides = { level: 2, total: 700, goal: 1_000 }

toldAlike([
  {
    ...{ name: 'a follow', time: AT, key: `555:${at.slice(0, 19)}Z` },
    ...forwarded('channel.follow', { ...pipDoes, followed_at: at }, [
      'Follow',
      { targetUser, followedAt: at },
    ]),
    told: { 'channel.followed': { user: pip } },
  },
  {
    ...{ name: 'a redemption with a text', key: 'r1', time: AT },
    ...forwarded(REDEMPTION, redemption('r1', { user_input: 'arms' }), [
      'RewardRedemption',
      redemption('r1', { user_input: 'arms' }),
    ]),
    told: {
      'channel.redeemed': {
        ...{ redemptionId: 'r1', user: pip, reward, text: 'arms', status: 'unfulfilled' },
      },
    },
  },
  {
    ...{ name: 'a redemption without one', key: 'r2', time: AT },
    ...forwarded(REDEMPTION, redemption('r2', { user_input: '' }), [
      'RewardRedemption',
      {
        ...{ redemptionId: 'r2', user: targetUser, userInput: '', status: 'unfulfilled', reward },
        createdAt: at,
      },
    ]),
    told: {
      'channel.redeemed': { redemptionId: 'r2', user: pip, reward, status: 'unfulfilled' },
    },
  },
  {
    ...{ name: "one of Twitch's own rewards", key: 'r3', time: AT },
    ...forwarded(
      'channel.channel_points_automatic_reward_redemption.add',
      {
        ...{ id: 'r3', ...pipDoes, redeemed_at: at, message: { text: 'look', fragments: [] } },
        reward: { type: 'send_highlighted_message', channel_points: 200, emote: null },
      },
      [
        'AutomaticRewardRedemption',
        {
          ...{ id: 'r3', ...pipDoes, reward_type: 'send_highlighted_message', cost: 200 },
          ...{ message_text: 'look', redeemed_at: at },
        },
      ],
    ),
    told: {
      'channel.redeemed': {
        ...{ redemptionId: 'r3', user: pip, text: 'look' },
        reward: { id: 'send_highlighted_message', title: 'send_highlighted_message', cost: 200 },
      },
    },
  },
  ...(['begin', 'progress', 'end'] as const).map((phase, index): Happening => {
    const status = phase === 'end' ? { status: 'completed', ended_at: at } : {}
    const payload = { ...poll, ...status }
    const bot = ['PollCreated', 'PollUpdated', 'PollCompleted'][index] ?? ''
    return {
      name: `a poll: ${phase}`,
      ...(phase !== 'progress' && { time: AT }),
      ...forwarded(`channel.poll.${phase}`, payload, [bot, payload]),
      told: {
        'channel.polled': {
          ...{ phase: PHASES[phase], ...asked, ...(phase === 'end' && { status: 'completed' }) },
        },
      },
    }
  }),
  {
    name: 'a prediction that is locked',
    time: AT,
    ...forwarded('channel.prediction.lock', { ...prediction, locked_at: at }, [
      'PredictionLocked',
      { ...prediction, locked_at: at },
    ]),
    told: { 'channel.predicted': { phase: 'locked', ...guessed } },
  },
  {
    name: 'a prediction that came true',
    time: AT,
    ...forwarded('channel.prediction.end', { ...prediction, ...resolved }, [
      'PredictionCompleted',
      { ...prediction, ...resolved },
    ]),
    told: {
      'channel.predicted': { phase: 'ended', ...guessed, winner: 'o1', status: 'resolved' },
    },
  },
  ...(['begin', 'progress', 'end'] as const).map((phase, index): Happening => {
    const bot = ['HypeTrainStart', 'HypeTrainUpdate', 'HypeTrainEnd'][index] ?? ''
    const payload = phase === 'end' ? { ...train, ended_at: at } : train
    return {
      name: `a hype train: ${phase}`,
      ...(phase !== 'progress' && { time: AT }),
      ...forwarded(`channel.hype_train.${phase}`, payload, [bot, payload]),
      told: { 'channel.hyped': { phase: PHASES[phase], ...rides } },
    }
  }),
  {
    name: 'an ad break',
    time: AT,
    ...forwarded(
      'channel.ad_break.begin',
      { duration_seconds: 90, is_automatic: true, started_at: at },
      ['AdRun', { length_seconds: 90, is_automatic: true, timestamp: at }],
    ),
    told: { 'channel.ad.started': { seconds: 90, isAutomatic: true } },
  },
  {
    name: 'a new title',
    ...forwarded(
      'channel.update',
      { title: 'Soldering', category_name: 'Science', language: 'en', is_mature: false },
      ['StreamUpdate', { status: 'Soldering', game: { id: '1', name: 'Science' }, language: 'en' }],
    ),
    told: { 'channel.updated': { title: 'Soldering', category: 'Science', language: 'en' } },
  },
  {
    ...{ name: 'a stream that begins', key: '41002', time: AT },
    ...forwarded('stream.online', { id: '41002', type: 'live', started_at: at }, [
      'StreamOnline',
      { id: '41002', type: 'live', started_at: at },
    ]),
    told: { 'stream.online': { streamId: '41002', startedAt: AT } },
  },
  {
    name: 'a stream that ends',
    ...forwarded('stream.offline', {}, ['StreamOffline', {}]),
    told: { 'stream.offline': {} },
  },
  {
    name: 'a timeout',
    time: AT,
    irc: chat('CLEARCHAT', { 'ban-duration': '600', 'target-user-id': pip.id }, pip.name),
    eventSub: [
      'channel.moderate',
      {
        ...{ ...own, ...byDee, action: 'timeout' },
        timeout: { ...pipDoes, reason: 'caps', expires_at: later(600) },
      },
    ],
    tau: [
      [
        'channel-ban',
        {
          ...{ ...own, ...pipDoes, ...byDee, reason: 'caps', is_permanent: false },
          ...{ banned_at: at, ends_at: later(600) },
        },
      ],
    ],
    streamerbot: [
      'UserTimedOut',
      { targetUser, moderator: deeUser, reason: 'caps', duration: 600, createdAt: at },
    ],
    told: {
      'chat.moderated': {
        ...{ action: 'timeout', user: pip, seconds: 600, reason: 'caps', moderator: dee },
      },
      'chat.cleared': { user: pip },
    },
    lacks: {
      irc: ['user.displayName', 'user.roles', 'reason', 'moderator'],
      // Another type of its own tells it.
      eventSub: ['chat.cleared'],
    },
  },
  {
    name: 'an unban',
    time: AT,
    eventSub: ['channel.moderate', { ...own, ...byDee, action: 'unban', unban: pipDoes }],
    tau: [['channel-unban', { ...own, ...pipDoes, ...byDee }]],
    streamerbot: ['UserUnbanned', { targetUser, moderator: deeUser, createdAt: at }],
    told: { 'chat.moderated': { action: 'unban', user: pip, moderator: dee } },
    lacks: { tau: ['time'] },
  },
  {
    ...{ name: 'a deleted line', key: 'd1' },
    irc: chat('CLEARMSG', { login: pip.name, 'target-msg-id': 'd1' }, 'no'),
    eventSub: [
      'channel.moderate',
      {
        ...{ ...own, ...byDee, action: 'delete' },
        delete: { ...pipDoes, message_id: 'd1', message_body: 'no' },
      },
    ],
    streamerbot: [
      'ChatMessageDeleted',
      { targetUser, messageId: 'd1', moderator: deeUser, text: 'no' },
    ],
    told: { 'chat.deleted': { messageId: 'd1', user: pip, text: 'no' } },
    lacks: { irc: ['user.id', 'user.displayName', 'user.roles'] },
  },
  {
    ...{ name: 'lines of somebody who is removed from chat' },
    eventSub: ['channel.chat.clear_user_messages', { ...own, ...pipIsTarget }],
    streamerbot: ['ChatCleared', { targetUser }],
    told: { 'chat.cleared': { user: pip } },
  },
  {
    ...{ name: 'all lines that are removed', time: AT },
    irc: `@room-id=700100;tmi-sent-ts=${AT.getTime()} :tmi.twitch.tv CLEARCHAT #annstreams`,
    eventSub: ['channel.chat.clear', own],
    streamerbot: ['ChatCleared', {}],
    told: { 'chat.cleared': {} },
    lacks: { streamerbot: ['time'] },
  },
  {
    ...{ name: 'a ban, and the lines it removes', time: AT },
    irc: chat('CLEARCHAT', { 'target-user-id': pip.id }, pip.name),
    tau: [
      [
        'channel-ban',
        {
          ...{ ...own, ...pipDoes, ...byDee, reason: '', is_permanent: true },
          ...{ banned_at: at, ends_at: null },
        },
      ],
    ],
    streamerbot: ['UserBanned', { ...pipDoes, ...byDee, reason: '', created_at: at }],
    told: {
      'chat.moderated': { action: 'ban', user: pip, moderator: dee },
      'chat.cleared': { user: pip },
    },
    lacks: { irc: ['user.displayName', 'user.roles', 'moderator'] },
  },
  {
    name: "a cheer in TAU's rows",
    tau: [['channel-cheer', { ...own, ...pipDoes, is_anonymous: false, message: 'hi', bits: 7 }]],
    told: { 'channel.cheered': { user: pip, bits: 7, text: 'hi' } },
  },
  ...[
    { user_id: null, user_login: null, user_name: null },
    pipDoes,
    { user_id: '407665396', user_login: 'AnAnonymousCheerer', user_name: 'AnAnonymousCheerer' },
  ].map((who, index): Happening => {
    const is_anonymous = index < 2
    return {
      name: `who hides names nobody in TAU's rows, whoever stands there: ${who.user_name}`,
      tau: [['channel-cheer', { ...own, ...who, is_anonymous, message: 'hi', bits: 20 + index }]],
      told: { 'channel.cheered': { isAnonymous: true, bits: 20 + index, text: 'hi' } },
    }
  }),
  {
    name: 'a Power-up',
    eventSub: [
      'channel.bits.use',
      {
        ...{ ...own, ...pipDoes, bits: 30, type: 'power_up', power_up: { type: 'celebration' } },
        message: { text: 'party', fragments: [] },
      },
    ],
    streamerbot: [
      'AutomaticRewardRedemption',
      {
        ...{ id: 'pu1', ...pipDoes, reward_type: 'celebration', cost: 30, redeemed_at: at },
        message_text: 'party',
      },
    ],
    told: { 'platform.event': { user: pip, text: 'party', bits: 30 } },
  },
])
