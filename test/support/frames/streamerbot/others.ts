import { frame } from './frame.ts'

const publishedAt = '2026-11-20T20:14:58.25+01:00'
const ytUser = {
  ...{ id: 'UCpip00000000000000000001', url: 'https://yt.test/UCpip', name: 'Pip Squeak 🐭' },
  ...{
    profileImageUrl: 'https://img.test/pip',
    isOwner: false,
    isModerator: false,
    isSponsor: false,
    isVerified: false,
  },
}
const broadcast = {
  ...{
    id: 'vid-1',
    channelId: 'UCannAnnAnnAnnAnnAnnAnn1',
    liveChatId: 'lc-1',
    title: 'Building a shed',
  },
  ...{
    categoryId: '26',
    privacy: 'public',
    actualStartTime: '2026-11-20T19:00:00Z',
    status: 'live',
    tags: [],
  },
}
const notice = { broadcast, eventId: 'LCC.abc', user: ytUser, publishedAt }

/** YouTube. */
export const youtube = {
  messageOld: frame('YouTube.Message', {
    message: 'hello from yt',
    eventId: 'LCC.m1',
    user: ytUser,
    publishedAt,
  }),
  message: frame('YouTube.Message', {
    ...{
      message: 'hello from yt',
      emotes: [],
      parts: [{ text: 'hello from yt' }],
      broadcast,
      eventId: 'LCC.m1',
    },
    ...{ user: { ...ytUser, isOwner: true, isModerator: true, isSponsor: true }, publishedAt },
  }),
  firstWords: frame('YouTube.FirstWords', {
    ...{ message: 'hello from yt', action: false },
    user: {
      display: 'Pip Squeak 🐭',
      id: ytUser.id,
      name: 'Pip Squeak 🐭',
      role: 1,
      subscribed: false,
      type: 'youtube',
    },
  }),
  superChat: frame('YouTube.SuperChat', {
    ...notice,
    ...{
      message: 'for nails',
      currencyCode: 'USD',
      microAmount: 12_500_000,
      amount: '$12.50',
      tier: 3,
    },
  }),
  superSticker: frame('YouTube.SuperSticker', {
    ...notice,
    currencyCode: 'EUR',
    microAmount: 2_000_000,
    tier: 1,
  }),
  newSponsor: frame('YouTube.NewSponsor', { ...notice, levelName: 'Carpenter', isUpgrade: false }),
  milestone: frame('YouTube.MemberMileStone', {
    ...notice,
    months: 9,
    levelName: 'Carpenter',
    message: 'nine',
  }),
  gift: frame('YouTube.MembershipGift', { ...notice, count: 5, tier: 'Carpenter' }),
  received: frame('YouTube.GiftMembershipReceived', {
    ...{ ...notice, tier: 'Carpenter', gifter: { ...ytUser, id: 'UCowl', name: 'Moss Owl' } },
  }),
  subscriber: frame('YouTube.NewSubscriber', {
    ...{
      createdAt: '2026-11-20T19:14:58.2500001Z',
      username: 'Pip Squeak 🐭',
      userId: ytUser.id,
      isTest: false,
    },
  }),
  timedOut: frame('YouTube.UserBanned', {
    ...{
      bannedUser: ytUser,
      banType: 'temporary',
      duration: 300,
      broadcast,
      publishedAt,
      eventId: 'LCC.b1',
    },
    user: { ...ytUser, id: 'UCmod', name: 'A Mod', isModerator: true },
  }),
  deleted: frame('YouTube.MessageDeleted', {
    targetMessageId: 'LCC.m1',
    eventId: 'LCC.d1',
    broadcast,
    publishedAt,
  }),
  started: frame('YouTube.BroadcastStarted', { broadcast }),
  ended: frame('YouTube.BroadcastEnded', { broadcast }),
  updated: frame('YouTube.BroadcastUpdated', { broadcast }),
  statistics: frame('YouTube.StatisticsUpdated', {
    broadcast,
    concurrentViewers: 12,
    likeCount: 3,
  }),
}

const kicker = {
  ...{ id: '5050', login: 'Kick_Pip', name: 'Kick_Pip', type: 'kick', role: 3, isSubscribed: true },
  ...{
    badges: [{ id: 'moderator', name: 'Moderator', info: null }],
    color: '#75FD46',
    isVerified: null,
  },
}

/** Kick. */
export const kick = {
  message: frame('Kick.ChatMessage', {
    ...{
      user: kicker,
      messageId: 'k-2',
      text: 'evening',
      parts: [{ type: 'text', text: 'evening' }],
    },
    ...{ isReply: true, isInternal: false, isAnonymous: false, isTest: false },
    reply: {
      messageId: 'k-1',
      content: 'hi',
      sender: { ...kicker, id: '5051', login: 'kick_fern', name: 'Kick_Fern' },
    },
  }),
  follow: frame('Kick.Follow', { user: kicker, createdAt: '2026-11-20T19:14:58Z' }),
  update: frame('Kick.ChannelUpdate', {
    status: 'Shed, day two',
    category: { id: 1, name: 'Creative' },
  }),
}

/** Trovo. */
export const trovo = {
  message: frame('Trovo.ChatMessage', {
    ...{
      user: { id: 31, login: 'Trovo_Pip', name: 'Trovo_Pip', role: 1 },
      messageId: 't-1',
      text: 'ahoy',
    },
  }),
}

const connection = {
  id: 'c-1',
  host: '127.0.0.1',
  name: 'Main OBS',
  version: '31.0.0',
  websocketVersion: '5.5.2',
}

/** OBS, in the shapes of 0.2.5 and before. */
export const obs = {
  started: frame('Obs.StreamingStarted', { connection }),
  startedOld: frame('Obs.StreamingStarted', { 'obs.id': 'c-1', 'obs.host': '127.0.0.1' }),
  stopped: frame('Obs.StreamingStopped', { connection }),
  recording: frame('Obs.RecordingStarted', { connection }),
  recorded: frame('Obs.RecordingStopped', { connection, outputPath: 'C:/Videos/shed.mkv' }),
  scene: frame('Obs.SceneChanged', {
    connection,
    scene: { sceneName: 'Workbench' },
    oldScene: { sceneName: 'Soon' },
  }),
  sceneFlat: frame('Obs.SceneChanged', { connection, sceneName: 'Workbench' }),
  sceneOld: frame('Obs.SceneChanged', { 'obs.id': 'c-1', 'obs.sceneName': 'Workbench' }),
  connected: frame('Obs.Connected', { connection }),
}

/** Sources without a platform. */
export const elsewhere = [
  frame('Command.Triggered', {
    command: '!saw',
    counter: 3,
    message: '',
    user: { id: '90210', name: 'Moss_Owl' },
  }),
  frame('Command.Message', {
    command: '!saw',
    counter: 1,
    user: { id: '90210', name: 'moss_owl', type: 'twitch' },
  }),
  frame('Custom.Event', { eventName: 'shed', useArgs: true, args: { nails: '20' } }),
  frame('General.Custom', { data: '{"nails":20}' }),
  frame('Misc.TimedAction', { id: 'ta-1', name: 'Hourly', counter: 4 }),
  frame('Unheard.Of', { anything: [1, null, { deep: true }] }),
]
