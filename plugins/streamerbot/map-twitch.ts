import type { Events, NewEvent, StreamInfo } from 'promethean'
import { type Frame, tell } from './frame.ts'
import { mapChat, mapCheer } from './map-chat.ts'
import {
  mapBan,
  mapCleared,
  mapDeleted,
  mapTimeout,
  mapUnban,
  mapUntimeout,
} from './map-moderation.ts'
import { hyped, polled, predicted } from './map-twitch-shows.ts'
import { giftBomb, giftSub, resub, sub } from './map-twitch-subs.ts'
import { namedBy, namedIn, userOf } from './person.ts'
import {
  fields,
  firstCount,
  firstFlag,
  firstId,
  firstNumber,
  firstText,
  firstTime,
  given,
} from './read.ts'

/** Gives the events of one frame; none where the frame lacks what they need. */
export type Mapper = (frame: Frame) => readonly NewEvent[]

/** Streamer.bot's Twitch events that have a name in the vocabulary. */
export const twitch: Readonly<Record<string, Mapper>> = {
  ChatMessage: mapChat,
  Cheer: mapCheer,
  ChatMessageDeleted: mapDeleted,
  ChatCleared: mapCleared,
  UserTimedOut: mapTimeout,
  UserUntimedOut: mapUntimeout,
  UserBanned: mapBan,
  UserUnbanned: mapUnban,
  Follow: followed,
  Sub: sub,
  ReSub: resub,
  GiftSub: giftSub,
  GiftBomb: giftBomb,
  Raid: raided,
  RewardRedemption: redeemed,
  AutomaticRewardRedemption: automaticReward,
  StreamOnline: online,
  StreamOffline: offline,
  StreamUpdate: updated,
  HypeTrainStart: hyped('started'),
  HypeTrainUpdate: hyped('progressed'),
  HypeTrainLevelUp: hyped('progressed'),
  HypeTrainEnd: hyped('ended'),
  PollCreated: polled('started'),
  PollUpdated: polled('progressed'),
  PollCompleted: polled('ended'),
  PollTerminated: polled('ended'),
  PredictionCreated: predicted('started'),
  PredictionUpdated: predicted('progressed'),
  PredictionLocked: predicted('locked'),
  PredictionCompleted: predicted('ended'),
  PredictionCanceled: predicted('ended'),
  AdRun: adStarted,
}

/** A follow; on YouTube a subscription of the free kind. */
export function followed(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  if (user === undefined) return []
  const time = firstTime(data.followed_at, data.followedAt, data.createdAt)
  const key = time && `${user.id}:${time.toISOString().slice(0, 19)}Z`
  return [tell(frame, 'channel.followed', { user }, { key, time })]
}

/** A stream that began. */
export function online(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const startedAt = firstTime(data.started_at, data.startedAt)
  const info: StreamInfo = given({
    streamId: firstId(data.id, data.streamId),
    title: firstText(data.title),
    category: firstText(fields(data.category).name, fields(data.game).name),
    startedAt,
  })
  return [tell(frame, 'stream.online', info, { key: info.streamId, time: startedAt })]
}

/** A stream that ended. */
export function offline(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const streamId = firstId(data.id, data.streamId)
  const time = firstTime(data.ended_at, data.endedAt)
  return [tell(frame, 'stream.offline', given({ streamId }), { time })]
}

/** Title or category of the channel; `status` is Streamer.bot's word for the title. */
export function updated(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const change: Events['channel.updated'] = given({
    title: firstText(data.status, data.title),
    category: firstText(fields(data.game).name, fields(data.category).name, data.gameName),
    language: firstText(data.language),
  })
  return Object.keys(change).length === 0 ? [] : [tell(frame, 'channel.updated', change)]
}

/** Somebody raided this channel. */
export function raided(frame: Frame): readonly NewEvent[] {
  const { platform, data } = frame
  const viewers = firstNumber(data.viewers, data.viewerCount, data.viewer_count)
  const from =
    namedBy(platform, data, 'from_broadcaster_user') ??
    namedIn(platform, data.fromBroadcaster) ??
    userOf(platform, data)
  return from === undefined || viewers === undefined
    ? []
    : [tell(frame, 'channel.raided', { from, viewers })]
}

function redeemed(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  const reward = fields(data.reward)
  const id = firstId(reward.id)
  const title = firstText(reward.title)
  if (user === undefined || id === undefined || title === undefined) return []
  return [redemption(frame, user, given({ id, title, cost: firstNumber(reward.cost) }))]
}

// Twitch's own rewards (highlight my message, unlock an emote) have no id and no title but their type.
function automaticReward(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  const type = firstText(data.reward_type, data.rewardType)
  if (user === undefined || type === undefined) return []
  const cost = firstNumber(data.cost, data.channelPoints)
  return [redemption(frame, user, given({ id: type, title: type, cost }))]
}

function redemption(
  frame: Frame,
  user: Events['channel.redeemed']['user'],
  reward: Events['channel.redeemed']['reward'],
): NewEvent {
  const { data } = frame
  const redemptionId = firstId(data.redemptionId, data.id)
  const text = firstText(data.user_input, data.userInput, data.message_text, data.text)
  const status = firstText(data.status)
  const time = firstTime(data.redeemed_at, data.redeemedAt, data.createdAt)
  const told = { key: redemptionId, time }
  return tell(frame, 'channel.redeemed', given({ redemptionId, user, reward, text, status }), told)
}

function adStarted(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const seconds = firstCount(data.length_seconds, data.lengthSeconds, data.length)
  const isAutomatic = firstFlag(data.is_automatic, data.isAutomatic)
  const time = firstTime(data.started_at, data.timestamp)
  return seconds === undefined
    ? []
    : [tell(frame, 'channel.ad.started', given({ seconds, isAutomatic }), { time })]
}
