/** What the fake answers to `GetEvents`: the sources and types the tests speak of, and the ones nobody should get unasked. */
export const CATALOGUE: Readonly<Record<string, readonly string[]>> = {
  General: ['Custom'],
  Twitch: [
    ...['ChatMessage', 'ChatMessageDeleted', 'ChatCleared', 'FirstWord', 'Whisper', 'BotWhisper'],
    ...['Follow', 'Cheer', 'Sub', 'ReSub', 'GiftSub', 'GiftBomb', 'PayItForward'],
    ...['Raid', 'RaidStart', 'RaidSend', 'RaidCancelled'],
    ...['RewardRedemption', 'RewardRedemptionUpdated', 'AutomaticRewardRedemption', 'PowerUp'],
    ...[
      'StreamOnline',
      'StreamOffline',
      'StreamUpdate',
      'ViewerCountUpdate',
      'AdRun',
      'UpcomingAd',
    ],
    ...['HypeTrainStart', 'HypeTrainUpdate', 'HypeTrainLevelUp', 'HypeTrainEnd'],
    ...['PollCreated', 'PollUpdated', 'PollCompleted', 'PollTerminated', 'PollArchived'],
    ...['PredictionCreated', 'PredictionUpdated', 'PredictionLocked'],
    ...['PredictionCompleted', 'PredictionCanceled'],
    ...['UserTimedOut', 'UserUntimedOut', 'UserBanned', 'UserUnbanned'],
    ...['BroadcasterAuthenticated', 'BroadcasterChatConnected'],
  ],
  YouTube: [
    ...['Message', 'MessageDeleted', 'UserBanned', 'FirstWords', 'NewSubscriber'],
    ...['SuperChat', 'SuperSticker', 'NewSponsor', 'MemberMileStone'],
    ...['MembershipGift', 'GiftMembershipReceived', 'StatisticsUpdated'],
    ...['BroadcastStarted', 'BroadcastEnded', 'BroadcastUpdated'],
  ],
  Kick: ['ChatMessage', 'FirstWords', 'Follow', 'Subscription', 'StreamOnline', 'ChannelUpdate'],
  Trovo: ['ChatMessage', 'FirstWords', 'Follow', 'Raid', 'StreamOnline'],
  Obs: [
    ...['Connected', 'Disconnected', 'Event', 'SceneChanged', 'VendorEvent'],
    ...['StreamingStarted', 'StreamingStopped', 'RecordingStarted', 'RecordingStopped'],
  ],
  Command: ['Triggered', 'Cooldown', 'Message'],
  Custom: ['Event', 'CodeEvent'],
  Misc: [
    ...['TimedAction', 'Test', 'GlobalVariableCreated', 'GlobalVariableUpdated'],
    ...['GlobalVariableDeleted', 'UserGlobalVariableUpdated'],
  ],
  Raw: ['Action', 'SubAction', 'ActionCompleted'],
  Application: ['ActionAdded', 'ActionUpdated', 'ActionDeleted'],
}
